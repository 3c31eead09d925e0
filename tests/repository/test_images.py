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
from tools.images import leave_out
from tools.images.catalogue import EPOCH
from tools.images.leave_out import LeftOut, Shared
from tools.program.evaluate import evaluate_stack
from tools.reports.house import imports

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = {"backend": "film_studio", "workers": "film_workers"}
ENVIRONMENTS = {"backend": "api", "workers": "worker"}
LOCKS = {"backend": "api.txt", "workers": "worker.txt"}
Instruction = tuple[str, str]

#: What only a container of the image does with its packages, beside importing them.
USES = {
    "backend": """
import alembic.command, alembic.config, sqlalchemy.ext.asyncio, uvloop, psycopg
from film_studio.screenplay.files import as_final_draft, as_fountain
import lxml.etree, greenlet
assert as_fountain(as_final_draft(b"INT. HALL - DAY", None)).decode().strip() == "INT. HALL - DAY"
used = lxml.etree
""",
    "workers": """
import io, av, cv2, numpy, onnxruntime, pymupdf_fonts, typst
from film_workers.renderers.animatic import lettering
from film_workers.sound import bank, limiter, loudness, mix
from film_workers.speech import finishing
from film_workers.tasks import typesetting
assert onnxruntime.get_available_providers()
assert cv2.resize(numpy.zeros((4, 4, 3), numpy.uint8), (2, 2)).shape == (2, 2, 3)
assert typst.compile(b"Fade in.", format="pdf").startswith(b"%PDF")
assert all(lettering._font(face, 20) is not None for face in ("figo", "figit", "figbo", "cjk"))
assert all(pymupdf_fonts.myfont(face) for face in (*typesetting.GO, *typesetting.MONO))
with av.open(io.BytesIO(), "w", "mp4") as film:
    assert film.add_stream("libx264", rate=24).codec_context.name == "libx264"
    sound = film.add_stream("aac", rate=48000, layout="stereo")
    heard = av.AudioFrame.from_ndarray(numpy.zeros((2, 4096), numpy.float32), "fltp", "stereo")
    heard.sample_rate = 48000
    film.mux(sound.encode(heard)); film.mux(sound.encode())
picture = cv2.warpAffine(numpy.zeros((64, 64, 3), numpy.uint8), numpy.eye(3)[:2], (32, 32))
cv2.fillPoly(picture, [numpy.array([[2, 2], [20, 3], [9, 30]])], (9, 9, 9), cv2.LINE_AA)
picture = cv2.transform(cv2.GaussianBlur(picture, (5, 5), 2), numpy.eye(3, dtype=numpy.float32))
assert all(cv2.imencode(kind, picture)[0] for kind in (".png", ".jpg"))
from film_workers.scheduling.constraints import Constraints, Solver, Status
from ortools.sat.python.cp_model_helper import SatParameters
asked = Constraints()
chosen = [asked.variable(str(number)) for number in range(9)]
asked.add(sum((number + 1) * each for number, each in enumerate(chosen)) >= 17)
asked.minimize(sum(chosen))
solver = Solver(SatParameters())
assert solver.solve(asked) == Status.OPTIMAL and solver.cost == 2
for missing in ("pandas", "reportlab", "scipy"):
    try:
        importlib.import_module(missing)
    except ImportError:
        continue
    raise AssertionError(missing)
used = cv2
""",
}


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
    ran = [value for name, value in stages(room)["packages"] if name == "RUN"]
    assert all("--no-compile" in value for value in ran if "pip " in value)
    assert ran[-1].endswith("--invalidation-mode unchecked-hash /venv/lib")
    (account,) = [value for _, value in instructions(room) if "useradd" in value]
    assert account.startswith(f"SOURCE_DATE_EPOCH={EPOCH} ")


@pytest.mark.parametrize("room", PACKAGES)
def test_what_reaches_a_registry_is_told_how_by_secrets_alone(room: str) -> None:
    """A build argument or a copied file would stay in the image, or in its history."""
    asking = [
        value for name, value in instructions(room) if name == "RUN" and re.search(r"\bpip |tools\.material", value)
    ]
    assert asking
    for value in asking:
        assert "--mount=type=secret,id=pip,target=/etc/pip.conf" in value
        assert "--mount=type=secret,id=authorities" in value
    assert not any(name == "ARG" for name, _ in instructions(room))


@pytest.mark.parametrize("room", PACKAGES)
def test_what_the_image_never_uses_goes_before_bytecode_is_made(room: str) -> None:
    ran = [value for name, value in stages(room)["packages"] if name == "RUN"]
    assert ran[-1].startswith(f"python leave_out.py {ENVIRONMENTS[room]} /venv/lib/python3.11/site-packages &&")
    assert ("COPY", "tools/images/hollow.py tools/images/leave_out.py tools/images/leave_out.toml ./") in stages(room)[
        "packages"
    ]


@pytest.mark.parametrize("room", PACKAGES)
def test_everything_that_is_copied_exists_and_reaches_the_build(room: str) -> None:
    # Beside its Dockerfile, so that what only the other image is made of does not make this one anew.
    first, everything, *lines = (ROOT / room / "Dockerfile.dockerignore").read_text().splitlines()
    assert (first[0], everything) == ("#", "*")
    let_in = {line[1:] for line in lines if line.startswith("!")}
    copied = {
        source
        for name, value in instructions(room)
        if name == "COPY" and not value.startswith("--from")
        for source in value.split()[:-1]
    }
    for source in copied:
        assert (ROOT / source).exists(), source
        assert any(fnmatch(source, each) or source.startswith(f"{each}/") for each in let_in), source
    for each in let_in:
        assert any(fnmatch(source, each) or source.startswith(f"{each}/") for source in copied), f"{each} is not copied"


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
def test_the_room_works_with_what_its_image_leaves_of_its_lock(room: str, tmp_path: Path) -> None:
    """Every module is imported, and what only a film or a document uses is used."""
    environment = ENVIRONMENTS[room]
    environments.ensure(environment)
    installed = next((environments.ENVIRONMENTS[environment].path / "lib").glob("python3*/site-packages"))
    packages = tmp_path / "site-packages"
    subprocess.run(["cp", "-al", installed, packages], check=True)
    before = sum(path.stat().st_size for path in installed.rglob("*.so"))
    assert leave_out.main([environment, str(packages)]) == 0
    assert sum(path.stat().st_size for path in installed.rglob("*.so")) == before, "the environment was changed"
    names = sorted(
        ".".join(path.relative_to(ROOT / room).with_suffix("").parts)
        for path in (ROOT / room / PACKAGES[room]).rglob("*.py")
        # Alembic runs these inside a migration; they cannot be imported by name.
        if "migrations" not in path.parts and path.name not in {"__main__.py", "__init__.py"}
    )
    assert names
    program = (
        f"import sys, importlib\nsys.path[:0] = {[str(packages), str(ROOT), str(ROOT / room)]!r}\n"
        f"for name in {names!r}: importlib.import_module(name)\n{USES[room]}\n"
        f"assert used.__file__.startswith({str(tmp_path)!r})"
    )
    python = environments.ENVIRONMENTS[environment].python
    ended = subprocess.run([python, "-P", "-S", "-c", program], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


def test_a_path_that_is_left_out_and_not_there_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "kept.txt").write_text("kept")
    (tmp_path / "lib" / "gone.txt").write_text("gone")
    entry = LeftOut(images=("api",), paths=("lib/*.txt",), but=("lib/kept.*",), why="A test.")
    assert leave_out.leave_out("worker", tmp_path, (entry,)) == 0
    assert leave_out.leave_out("api", tmp_path, (entry,)) == len("gone")
    assert [path.name for path in (tmp_path / "lib").iterdir()] == ["kept.txt"]
    with pytest.raises(LookupError, match=re.escape("api: lib/*.txt is left out and is not there")):
        leave_out.leave_out("api", tmp_path, (entry,))


def test_of_a_library_that_two_packages_bring_one_stays_and_what_it_needs_is_found_beside_it(tmp_path: Path) -> None:
    for path in ("a.libs/libx-1234.so.62.28.1", "b.libs/libx-5678.so.62.28.2", "b.libs/liby-9.so.1"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(path)
    entry = Shared(images=("worker",), folder="a.libs", of="b.libs", libraries=("libx",), why="A test.")
    assert leave_out.share("api", tmp_path, (entry,)) == 0
    assert leave_out.share("worker", tmp_path, (entry,)) == len("a.libs/libx-1234.so.62.28.1")
    assert (tmp_path / "a.libs/libx-1234.so.62.28.1").read_text() == "b.libs/libx-5678.so.62.28.2"
    assert (tmp_path / "a.libs/liby-9.so.1").read_text() == "b.libs/liby-9.so.1"
    assert not (tmp_path / "a.libs/liby-9.so.1").readlink().is_absolute()  # it is moved into the image


@pytest.mark.parametrize(
    ("other", "says"),
    [("libx-5678.so.63.1.2", "is not of the version of"), ("libz-1.so.62", "b.libs has 0 libraries called libx")],
)
def test_a_library_of_another_version_is_not_taken_for_it(tmp_path: Path, other: str, says: str) -> None:
    for path in ("a.libs/libx-1234.so.62.28.1", f"b.libs/{other}"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).touch()
    entry = Shared(images=("worker",), folder="a.libs", of="b.libs", libraries=("libx",), why="A test.")
    with pytest.raises(LookupError, match=says):
        leave_out.share("worker", tmp_path, (entry,))


def kept_services(environment: str) -> set[str]:
    """Of the services that botocore describes, those that an image keeps."""
    (entry,) = [
        each for each in leave_out.listed() if environment in each.images and each.paths == ("botocore/data/*/",)
    ]
    return {each.rsplit("/", 1)[-1] for each in entry.but}


def test_the_api_image_keeps_the_description_of_every_service_that_the_api_calls() -> None:
    called: set[str] = set()
    for folder in (ROOT / "backend" / "film_studio", ROOT / "runtime"):
        for path in folder.rglob("*.py"):
            called |= set(re.findall(r"""\.client\(\s*"([\w-]+)\"""", path.read_text()))
            if path != ROOT / "runtime" / "aws.py":
                assert "boto3" not in set(imports(path.read_text())), f"{path}: clients come from runtime/aws.py"
    assert called == kept_services("api")


def test_clients_are_made_from_what_the_api_image_keeps(tmp_path: Path) -> None:
    source = Path(botocore.__file__).parent / "data"
    for path in source.iterdir():
        if path.is_file():
            shutil.copy(path, tmp_path)
        elif path.name in kept_services("api"):
            shutil.copytree(path, tmp_path / path.name)
    session = Session()
    session.register_component("data_loader", Loader([str(tmp_path)], include_default_search_paths=False))
    known = boto3.Session(botocore_session=session, region_name="us-east-2")
    for service in kept_services("api"):
        known.client(service, aws_access_key_id="test", aws_secret_access_key="test")  # pyright: ignore[reportUnknownMemberType, reportArgumentType, reportCallIssue] - any service
    with pytest.raises(Exception, match="Unknown service: 'ec2'"):
        known.client("ec2")
