"""The animatic renderer: draws a shot from its recipe, without a model, the same bytes every time."""

from film_workers.picture.animatic.render import PictureError, frames, poster, render_shot

__all__ = ["PictureError", "frames", "poster", "render_shot"]
