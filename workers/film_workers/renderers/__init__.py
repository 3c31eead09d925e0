"""Renderers: what makes a shot's picture or a line's sound, one package each behind one protocol."""

from importlib import import_module
from typing import Any

from contracts.renderers import stamped_name
from film_workers.renderers.protocol import Renderer


def renderer_of(stamp: str) -> Renderer[Any, Any]:
    """The renderer that a recipe's stamp names. It is loaded with the first job that asks for it: an idle worker is
    small, and one that only speaks never loads OpenCV."""
    return import_module(f"film_workers.renderers.{stamped_name(stamp)}").RENDERER
