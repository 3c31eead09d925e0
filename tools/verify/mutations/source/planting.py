"""Plants a mistake in a module as it is imported: the working tree stays as it is."""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType

from tools.verify.mutations.source.areas import IMPORT_ROOTS
from tools.verify.mutations.source.operators import planted


def module_name(file: str) -> str:
    """How a path of the repository is imported."""
    for root in IMPORT_ROOTS:
        prefix = "" if root == "." else f"{root}/"
        if file.startswith(prefix):
            parts = file.removeprefix(prefix).removesuffix(".py").split("/")
            return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    raise ValueError(f"{file} is in none of {', '.join(IMPORT_ROOTS)}")


def plant(root: Path, file: str, number: int) -> None:
    """From now on, whoever imports the file's module gets it with the mistake."""
    sys.meta_path.insert(0, _Finder(module_name(file), root / file, number))


class _Loader(SourceFileLoader):
    """Compiles the file's changed tree and never reads its bytecode, which knows nothing of the mistake."""

    def __init__(self, name: str, path: Path, number: int) -> None:
        super().__init__(name, str(path))
        self._number = number

    def get_code(self, fullname: str) -> CodeType:
        path = Path(self.get_filename(fullname))
        return compile(planted(path.read_text(encoding="utf-8"), self._number), str(path), "exec")


class _Finder(MetaPathFinder):
    def __init__(self, name: str, path: Path, number: int) -> None:
        self._name = name
        self._path = path
        self._number = number

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002 - the import system's own signature
        target: ModuleType | None = None,  # noqa: ARG002
        /,
    ) -> ModuleSpec | None:
        if fullname != self._name:
            return None
        folders = [str(self._path.parent)] if self._path.name == "__init__.py" else None
        loader = _Loader(fullname, self._path, self._number)
        return spec_from_file_location(fullname, self._path, loader=loader, submodule_search_locations=folders)
