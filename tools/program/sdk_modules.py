"""Loads of the AWS SDK what a program names, and no more.

Each service is a package whose `__init__` imports a module for every resource and data source that AWS has there. A
stack names one in twenty of them, and the rest is a quarter of the time that a first evaluation takes.
"""

import importlib
import re
import sys
from collections.abc import Sequence
from functools import cache
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any, Final

_SDK: Final = "pulumi_aws"
#: Characters within which `__all__` begins, and in all but the inputs of a service also ends.
_BEGINNING: Final = 4000
_NAMES: Final = re.compile(r"^__all__ = \[(.*?)\]", re.DOTALL | re.MULTILINE)


def load_on_demand() -> None:
    """From now on a service's names are loaded when they are asked for. Services that are loaded already stay so."""
    if not any(isinstance(finder, _Services) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Services())


def ready_for_threads() -> None:
    """Run what the SDK puts off until a service's package is first looked at, once the SDK is imported. Its lazy
    modules lose a race: of two threads that look at once, the second finds a module without any names."""
    for name, module in list(sys.modules.items()):
        if name.startswith(f"{_SDK}.") and isinstance(getattr(module.__spec__, "loader", None), _OnDemand):
            getattr(module, "__ready__", None)


class _Services(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        package, _, service = fullname.partition(".")
        if package != _SDK or not service or "." in service:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.submodule_search_locations and spec.loader is not None:
            spec.loader = _OnDemand(spec.loader)
        return spec


class _OnDemand(Loader):
    """Stands in for a service's `__init__`, which it runs after all for a name that no module of the service lists."""

    def __init__(self, whole: Loader) -> None:
        self._whole = whole

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._whole.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        def find(name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(f"module '{module.__name__}' has no attribute '{name}'")
            service = Path(module.__path__[0])
            if (service / f"{name}.py").is_file():
                return importlib.import_module(f"{module.__name__}.{name}")
            holder = _holders(service).get(name)
            if holder is not None:
                value = getattr(importlib.import_module(f"{module.__name__}.{holder}"), name)
                setattr(module, name, value)
                return value
            del module.__dict__["__getattr__"]
            self._whole.exec_module(module)
            return getattr(module, name)

        module.__dict__["__getattr__"] = find


@cache
def _holders(service: Path) -> dict[str, str]:
    """Name → module of a service that lists it in its `__all__`."""
    found: dict[str, str] = {}
    for module in service.glob("*.py"):
        with module.open() as text:
            beginning = text.read(_BEGINNING)
            if "__all__" in beginning and not _NAMES.search(beginning):
                beginning += text.read()
        listed = _NAMES.search(beginning)
        if listed is not None and module.stem != "outputs":
            found |= dict.fromkeys(re.findall(r"'(\w+)'", listed[1]), module.stem)
    return found
