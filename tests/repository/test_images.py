"""The Dockerfiles hold to the essentials, copy what exists, and start what the locks alone can run."""

import json
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import boto3
import botocore
import pytest
from botocore.loaders import Loader
from botocore.session import Session
from film_workers import material

from tools import environments
from tools.program.evaluate import evaluate_stack
from tools.reports.house import imports

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = {"backend": "film_studio", "workers": "film_workers"}
ENVIRONMENTS = {"backend": "api", "workers": "worker"}
LOCKS = {"backend": "api.txt", "workers": "worker.txt"}
Instruction = tuple[str, str]

#: python:3.11-slim-bookworm, unpacked, in MB. It cannot be measured without a container engine.
BASE_MB = 131


def instructions(room: str) -> list[Instruction]:
    text = (ROOT / room / "Dockerfile").read_text()
    text = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    lines = [re.sub(r"\s+", " ", line.strip()) for line in text.splitlines() if line.strip()]
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines]


def stages(room: str) -> dict[str, list[Instruction]]:
    """Each stage's instructions, by its name or, without one, its number; what it builds on comes first."""
    found: dict[str, list[Instruction]] = {}
    current: list[Instruction] = []
    for name, value in instructions(room):
        if name == "FROM":
            base, *rest = value.split(" AS ")
            current = [*found.get(base, []), (name, value)]
            found[rest[0] if rest else str(len(found))] = current
        else:
            current.append((name, value))
    return found


def final_stage(room: str) -> list[Instruction]:
    """What is built without a target."""
    return list(stages(room).values())[-1]


@pytest.mark.parametrize("room", PACKAGES)
def test_hadolint_finds_nothing(room: str) -> None:
    program = Path(sys.executable).parent / "hadolint"
    found = subprocess.run([program, f"{room}/Dockerfile"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout, found.stderr) == (0, "", "")


@pytest.mark.parametrize("room", PACKAGES)
def test_the_program_does_not_run_as_root(room: str) -> None:
    users = [value for name, value in final_stage(room) if name == "USER"]
    assert users
    assert int(users[-1]) > 0


@pytest.mark.parametrize("room", PACKAGES)
def test_packages_come_from_the_rooms_lock_with_their_hashes(room: str) -> None:
    (install,) = [value for name, value in stages(room)["packages"] if name == "RUN" and "pip " in value]
    lock = LOCKS[room]
    assert f"--require-hashes --only-binary :all: --requirement {lock}" in install
    assert ("COPY", f"locks/{lock} .") in instructions(room)
    assert "--hash=sha256:" in (ROOT / "locks" / lock).read_text()


@pytest.mark.parametrize("room", PACKAGES)
def test_the_installer_stays_behind(room: str) -> None:
    (install,) = [value for name, value in stages(room)["packages"] if name == "RUN" and "pip " in value]
    assert "venv --without-pip /venv" in install
    assert ("COPY", "--from=packages /venv /venv") in final_stage(room)


@pytest.mark.parametrize("room", PACKAGES)
def test_the_packages_are_installed_before_the_code_is_copied(room: str) -> None:
    """A change of code rebuilds two small layers and no package."""
    copied = [value for name, value in final_stage(room) if name == "COPY" and not value.startswith("--from")]
    assert copied == ["contracts /app/contracts", "runtime /app/runtime", f"{room} /app/{room}"]
    assert not any(name == "RUN" and "pip" in value for name, value in final_stage(room))


@pytest.mark.parametrize("room", PACKAGES)
def test_bytecode_is_made_once_and_goes_by_content(room: str) -> None:
    """By time, one lock would give another layer each day; without any, a read-only root compiles at every start."""
    (install,) = [value for name, value in stages(room)["packages"] if name == "RUN" and "pip " in value]
    assert "--no-compile" in install
    assert install.endswith("--invalidation-mode unchecked-hash /venv/lib")
    (account,) = [value for _, value in instructions(room) if "useradd" in value]
    assert account.startswith("SOURCE_DATE_EPOCH=")


@pytest.mark.parametrize("room", PACKAGES)
def test_everything_that_is_copied_exists_and_reaches_the_build(room: str) -> None:
    # Beside its Dockerfile, so that what only the other image is made of does not make this one anew.
    ignored = (ROOT / room / "Dockerfile.dockerignore").read_text().splitlines()
    assert ignored[1] == "*"
    assert {line for line in ignored if line.startswith("!")} == {
        f"!{value.split()[0]}" if value.startswith("locks/") else f"!{value.split('/')[0].split()[0]}"
        for name, value in instructions(room)
        if name == "COPY" and not value.startswith("--from")
    }
    for name, value in instructions(room):
        if name == "COPY" and not value.startswith("--from"):
            *sources, _target = value.split()
            for source in sources:
                assert (ROOT / source).exists(), source
                assert {f"!{source}", f"!{source.split('/')[0]}"} & set(ignored)


@pytest.mark.parametrize("room", PACKAGES)
def test_the_only_place_to_write_is_the_scratch_volume(room: str) -> None:
    assert ("VOLUME", '["/tmp"]') in final_stage(room)
    (environment,) = [value for name, value in final_stage(room) if name == "ENV" and "PATH" in value]
    assert "HOME=/tmp" in environment.split()
    assert "PYTHONDONTWRITEBYTECODE=1" in environment.split()


def test_each_image_says_how_its_health_is_known() -> None:
    """The API answers at its live path; a worker serves nothing, and lives as long as its process."""
    (api,) = [value for name, value in final_stage("backend") if name == "HEALTHCHECK"]
    assert "/api/v1/health/live" in api
    command = json.loads(api.split(" CMD ", 1)[1])
    assert command[:2] == ["python", "-c"]
    compile(command[2], "health check", "exec")
    assert ("HEALTHCHECK", "NONE") in final_stage("workers")


@pytest.mark.parametrize("room", PACKAGES)
def test_every_base_image_is_named_by_version_and_digest(room: str) -> None:
    known: set[str] = {"scratch"}
    for name, value in instructions(room):
        if name == "FROM":
            image, *alias = value.split(" AS ")
            assert image in known or re.fullmatch(r"python:3\.\d+-slim-\w+@sha256:[0-9a-f]{64}", image), image
            known |= set(alias)


def test_both_images_stand_on_one_base_that_renovate_renews() -> None:
    bases = {value.split()[0] for room in PACKAGES for name, value in instructions(room) if name == "FROM"}
    assert len([base for base in bases if "@" in base]) == 1
    assert "docker:pinDigests" in json.loads((ROOT / "renovate.json").read_text())["extends"]


def test_the_worker_is_built_for_cpu_hosts_unless_told_otherwise() -> None:
    """The program builds without a target; both targets carry the same packages and the same code."""
    found = stages("workers")
    assert list(found)[-1] == "cpu"
    assert found["gpu"][: len(found["worker"])] == found["worker"]
    assert ("ENV", "NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility,video") in found["gpu"]
    assert not any("NVIDIA" in value for _, value in found["cpu"])


def test_the_worker_carries_its_material_where_its_code_looks_for_it(tmp_path: Path) -> None:
    """The stage that makes it has the standard library and the clients alone, and starts."""
    assert ("COPY", "--from=material /material /app/.studio/material") in final_stage("workers")
    assert material.HOME == ROOT / ".studio" / "material", "as /app is the image's root"
    for name, value in stages("workers")["material"]:
        if name == "COPY":
            *sources, target = value.split()
            for source in sources:
                place = tmp_path / (target if len(sources) == 1 and target != "." else Path(target) / Path(source).name)
                place.parent.mkdir(parents=True, exist_ok=True)
                if (ROOT / source).is_dir():
                    shutil.copytree(ROOT / source, place, ignore=shutil.ignore_patterns("__pycache__"))
                else:
                    shutil.copy(ROOT / source, place)
    # Without npm, which the lock brings, it says what is missing.
    ended = subprocess.run(
        [sys.executable, "-S", "-m", "tools.material", tmp_path / "made"],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "npm is not here: install the lock web.txt" in ended.stderr
    assert ended.returncode == 2


def test_the_api_image_holds_the_certificates_that_its_database_urls_name() -> None:
    text = (ROOT / "components" / "data" / "database.py").read_text()
    (path,) = re.findall(r'^CERTIFICATES = "(.+)"$', text, re.MULTILINE)
    assert any(value.endswith(f" {path}") for name, value in final_stage("backend") if name == "COPY")


@pytest.mark.parametrize("room", PACKAGES)
def test_the_image_starts_the_rooms_package_and_can_import_it(room: str) -> None:
    package = PACKAGES[room]
    assert ("CMD", f'["python", "-m", "{package}"]') in final_stage(room)
    (environment,) = [value for name, value in final_stage(room) if name == "ENV" and "PATH" in value]
    assert f"PYTHONPATH=/app:/app/{room}" in environment
    assert (ROOT / room / package / "__main__.py").is_file()


def commands() -> list[tuple[str, tuple[str, ...]]]:
    """Every command that a task definition runs, and the room whose image it runs in."""
    found: set[tuple[str, tuple[str, ...]]] = set()
    for definition in evaluate_stack("local").of_type("aws:ecs/taskDefinition:TaskDefinition"):
        (container,) = json.loads(definition.inputs["containerDefinitions"])
        command = tuple(container["command"])
        (room,) = [room for room, package in PACKAGES.items() if command[2].split(".")[0] == package]
        found.add((room, command))
    return sorted(found)


def test_what_the_tasks_run_starts_in_an_environment_of_the_images_lock_alone() -> None:
    """Without its settings each program ends at once and says so: everything that it imports is there."""
    for room, command in commands():
        environment = ENVIRONMENTS[room]
        environments.ensure(environment)
        python = environments.ENVIRONMENTS[environment].python
        assert command[:2] == ("python", "-m")
        ended = subprocess.run(
            [python, "-P", *command[1:]], env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False
        )
        said = ended.stdout + ended.stderr
        assert ended.returncode not in {0, None}, command
        assert "ASSETS_BUCKET" in said or "DATABASE_OWNER_URL" in said, said
        assert "Traceback" not in said, said


@pytest.mark.parametrize("room", PACKAGES)
def test_every_module_of_the_room_imports_from_its_lock_alone(room: str) -> None:
    environments.ensure(ENVIRONMENTS[room])
    python = environments.ENVIRONMENTS[ENVIRONMENTS[room]].python
    package = PACKAGES[room]
    names = sorted(
        ".".join(path.relative_to(ROOT / room).with_suffix("").parts)
        for path in (ROOT / room / package).rglob("*.py")
        # Alembic runs these inside a migration; they cannot be imported by name.
        if "migrations" not in path.parts and path.name not in {"__main__.py", "__init__.py"}
    )
    assert names
    program = f"import importlib\nfor name in {names!r}: importlib.import_module(name)"
    ended = subprocess.run([python, "-P", "-c", program], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


def kept_services() -> set[str]:
    (install,) = [value for name, value in instructions("backend") if name == "RUN" and "pip " in value]
    assert "botocore/data -mindepth 1 -maxdepth 1 -type d" in install
    return set(re.findall(r"! -name (\S+)", install))


def test_the_api_image_keeps_the_description_of_every_service_that_the_api_calls() -> None:
    called: set[str] = set()
    for folder in (ROOT / "backend" / "film_studio", ROOT / "runtime"):
        for path in folder.rglob("*.py"):
            called |= set(re.findall(r"""\.client\(\s*"([\w-]+)\"""", path.read_text()))
            if path != ROOT / "runtime" / "aws.py":
                assert "boto3" not in set(imports(path.read_text())), f"{path}: clients come from runtime/aws.py"
    assert called == kept_services()


def test_clients_are_made_from_what_the_api_image_keeps(tmp_path: Path) -> None:
    source = Path(botocore.__file__).parent / "data"
    for path in source.iterdir():
        if path.is_file():
            shutil.copy(path, tmp_path)
        elif path.name in kept_services():
            shutil.copytree(path, tmp_path / path.name)
    session = Session()
    session.register_component("data_loader", Loader([str(tmp_path)], include_default_search_paths=False))
    known = boto3.Session(botocore_session=session, region_name="us-east-2")
    for service in kept_services():
        known.client(service, aws_access_key_id="test", aws_secret_access_key="test")  # pyright: ignore[reportUnknownMemberType, reportArgumentType, reportCallIssue] - any service
    with pytest.raises(Exception, match="Unknown service: 'ec2'"):
        known.client("ec2")


def left_out_of_packages() -> list[str]:
    """Patterns of the paths that the API's Dockerfile deletes of its packages."""
    (deleted,) = re.findall(r"find \S+ -depth (.*?) -delete", (ROOT / "backend" / "Dockerfile").read_text(), re.DOTALL)
    return [f"*/{each}" if kind == "name" else each for kind, each in re.findall(r"-(name|path) '([^']+)'", deleted)]


def test_what_the_api_image_leaves_out_is_of_no_use_to_it(tmp_path: Path) -> None:
    environments.ensure("api")
    packages = next((environments.ENVIRONMENTS["api"].path / "lib").glob("python3*/site-packages"))
    patterns = left_out_of_packages()
    for name in ("lxml", "sqlalchemy", "alembic", "mako", "greenlet"):
        for path in (packages / name).rglob("*"):
            kept = path.relative_to(packages)
            if path.is_file() and not any(fnmatch(f"/{kept}", pattern) for pattern in patterns):
                (tmp_path / kept).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, tmp_path / kept)
    assert not (tmp_path / "lxml" / "html").exists()
    script = (
        "import sqlalchemy.ext.asyncio, alembic.command, alembic.config, mako.template, greenlet\n"
        "from film_studio.screenplay.files import as_final_draft, as_fountain\n"
        "import lxml.etree\n"
        f"assert lxml.etree.__file__.startswith({str(tmp_path)!r})\n"
        "print(as_fountain(as_final_draft(b'INT. HALL - DAY', None)).decode())\n"
    )
    python = environments.ENVIRONMENTS["api"].path / "bin" / "python"
    variables = {"PYTHONPATH": f"{tmp_path}:{ROOT}:{ROOT / 'backend'}"}
    done = subprocess.run([python, "-c", script], env=variables, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("INT. HALL - DAY", "")


def test_the_api_image_stays_below_250_megabytes() -> None:
    """Unpacked: the base, the packages without what the image leaves out, and room for their bytecode."""
    patterns = left_out_of_packages()
    environments.ensure("api")
    packages = next((environments.ENVIRONMENTS["api"].path / "lib").glob("python3*/site-packages"))
    size = source = 0
    for path in packages.rglob("*"):
        parts = path.relative_to(packages).parts
        left_out = parts[:2] == ("botocore", "data") and len(parts) > 3 and parts[2] not in kept_services()
        left_out = left_out or any(fnmatch(f"/{path.relative_to(packages)}", pattern) for pattern in patterns)
        if path.is_file() and not left_out and path.suffix != ".pyc":
            size += path.stat().st_size
            source += path.stat().st_size if path.suffix == ".py" else 0
    # Bytecode of these packages is about as large as their source.
    assert BASE_MB + (size + 1.1 * source) / 1e6 < 250
