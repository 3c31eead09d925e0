"""The program as it was at another commit, evaluated from a copy in a temporary folder."""

import subprocess
import tempfile
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from tools.errors import StudioError
from tools.program.evaluate import evaluate_stack
from tools.program.recording import Evaluation


def default_reference(root: Path) -> str:
    """Where this branch left `main`; on `main` itself, and where there is none, the last commit."""
    for main in ("main", "origin/main"):
        found = _git(root, "merge-base", "HEAD", main)
        if found.returncode == 0:
            return found.stdout.decode().strip()
    return "HEAD"


def described(root: Path, reference: str) -> str:
    """The commit's short hash and subject. Raises `StudioError` for one that git does not know."""
    found = _git(root, "log", "-1", "--format=%h %s", reference, "--")
    if found.returncode != 0:
        reason = found.stderr.decode(errors="replace").strip().splitlines()
        raise StudioError(f"git knows no commit '{reference}' here ({reason[0] if reason else 'no reason given'}).")
    return found.stdout.decode(errors="replace").strip()


def evaluated_at(root: Path, reference: str, stack: str) -> Evaluation | None:
    """The stack at that commit; None where it did not exist yet. Raises `StudioError`."""
    described(root, reference)
    archive = _git(root, "archive", "--format=zip", reference)
    if archive.returncode != 0:
        raise StudioError(f"git cannot read {reference}: {archive.stderr.decode(errors='replace').strip()}")
    with tempfile.TemporaryDirectory(prefix="film-studio-preview-") as folder:
        with ZipFile(BytesIO(archive.stdout)) as files:
            files.extractall(folder)
        copy = Path(folder)
        if not (copy / f"Pulumi.{stack}.yaml").is_file() or not (copy / "__main__.py").is_file():
            return None
        try:
            return evaluate_stack(stack, root=copy)
        except Exception as error:
            raise StudioError(
                f"The program of {reference} does not evaluate for '{stack}': {type(error).__name__}: {error}. "
                "Compare with another commit: --against GITREF."
            ) from error


def _git(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = ["git", "-C", str(root), *arguments]
    return subprocess.run(command, capture_output=True, check=False)
