"""What a build is told of this machine, how tasks run in an image, and what is said where images cannot be built."""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from tools.command import images
from tools.command.__main__ import main as studio
from tools.images import base, registries
from tools.images.buildah import container_of
from tools.images.builders import Build, Docker
from tools.images.catalogue import IMAGES
from tools.images.leave_out import listed, strip
from tools.local_cloud.services import Task

LISTED = (
    "global.index-url='https://packages.example/simple'\n"
    "global.cert='/etc/ours.pem'\n"
    "list.format='columns'\n"
    ":env:.find-links='/home/us/wheels'\n"
    ":env:.default-timeout='180'\n"
)


def test_a_build_is_told_how_pip_reaches_packages_and_nothing_of_folders_here() -> None:
    assert registries.pip_settings(LISTED) == {
        "index-url": "https://packages.example/simple",
        "cert": "/etc/ours.pem",
        "timeout": "180",
    }


def test_the_authorities_of_this_machine_are_found_where_the_build_mounts_them(tmp_path: Path) -> None:
    ours = tmp_path / "ours.pem"
    ours.write_text("certificate")
    (tmp_path / ".npmrc").write_text(f"registry=https://modules.example/\ncafile={ours}\nprefix=/home/us\n")
    pip = (sys.executable, "-c", f"print({LISTED!r})")
    found = registries.secrets(tmp_path, pip, {"SSL_CERT_FILE": str(ours), "HOME": str(tmp_path)})
    assert found["authorities"] == ours
    said = {name: found[name].read_text() for name in ("pip", "npm")}
    assert "cert = /run/secrets/authorities\n" in said["pip"]
    assert said["npm"] == "registry=https://modules.example/\ncafile=/run/secrets/authorities\n"
    assert not any(str(tmp_path) in text or "/etc/ours.pem" in text for text in said.values())


def test_where_nothing_is_set_up_a_build_is_told_nothing(tmp_path: Path) -> None:
    assert registries.secrets(tmp_path, (sys.executable, "-c", ""), {"HOME": str(tmp_path)}) == {}


def test_a_build_for_comparison_uses_nothing_again_and_is_else_the_same() -> None:
    build = Build(secrets={"pip": Path("/x/pip.conf")}, contexts={"certificates": "/x"})
    options = build.options(IMAGES["worker"])
    assert build.anew().options(IMAGES["worker"]) == [*options, "--no-cache"]
    assert options[options.index("--target") + 1] == "cpu"
    assert "--target" not in build.options(IMAGES["api"])


def test_a_container_is_its_images_user_and_may_write_its_volumes_alone(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "passwd").write_text("root:x:0:0::/:/bin/sh\nstudio:x:10001:10002::/:/bin/false\n")
    settings: dict[str, Any] = {"User": "10001", "Env": ["PATH=/venv/bin", "HOME=/tmp"], "Volumes": {"/tmp": {}}}
    made = container_of(tmp_path, settings, ("python", "-m", "film_studio"), {"PORT": "80", "HOME": "/else"})
    assert made["process"]["user"] == {"uid": 10001, "gid": 10002}
    assert made["process"]["env"] == ["PATH=/venv/bin", "HOME=/else", "PORT=80"]
    assert "capabilities" not in made["process"]
    assert made["root"] == {"path": str(tmp_path), "readonly": True}
    writable = {each["destination"] for each in made["mounts"] if "ro" not in each["options"]}
    assert writable == {"/tmp", "/proc", "/dev", "/dev/shm"}


def test_values_of_variables_stay_out_of_dockers_command_line(tmp_path: Path) -> None:
    with Docker().opened("image", tmp_path) as container:
        command = container("api", ("python", "-m", "film_studio"), {"PGPASSWORD": "secret"})
    assert "PGPASSWORD" in command
    assert not any("secret" in word for word in command)
    assert {"--read-only", "no-new-privileges"} <= {*command}


def test_a_task_with_a_container_is_started_by_it_with_its_variables(tmp_path: Path) -> None:
    def container(name: str, words: object, variables: object) -> list[str]:
        return [
            sys.executable,
            "-c",
            "import os, sys; print(os.environ['GIVEN'], *sys.argv[1:])",
            f"{name} {words} {variables}",
        ]

    task = Task(
        name="api",
        command=("python", "-m", "it"),
        python=Path("/nowhere"),
        environment={"GIVEN": "1"},
        container=container,
    )
    task.run({"ADDED": "2"}, tmp_path / "log")
    assert (tmp_path / "log").read_text().strip() == "1 api ('python', '-m', 'it') {'ADDED': '2', 'GIVEN': '1'}"


def test_where_neither_builder_is_here_the_command_is_skipped_with_the_reason(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def which(_: str) -> None:
        return None

    monkeypatch.setattr(shutil, "which", which)
    assert studio(["images", "--home", str(tmp_path / "home")]) == images.SKIPPED
    said = capsys.readouterr()
    assert "apt install buildah" in said.err
    assert said.out == ""
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(("words", "said"), [(["site"], "There is no image site"), (["api", "--try"], "both images")])
def test_what_cannot_be_built_or_tried_is_refused_before_anything_is_built(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert studio(["images", *words]) == 2
    assert said in capsys.readouterr().err


def test_the_first_scene_of_the_sample_is_one_scene_with_its_speech() -> None:
    scene = images.first_scene((Path(__file__).parents[3] / "samples" / "the-last-ferry.fountain").read_text())
    assert scene.count("\nEXT. ") + scene.count("\nINT. ") == 1
    assert "I'm the engineer." in scene
    assert images.first_scene("INT. HALL - DAY\n\nFog.\n") == "INT. HALL - DAY\n\nFog.\n"


def test_the_stand_in_has_the_python_and_the_release_of_every_images_base() -> None:
    assert all(base.NAME.match(image.base) for image in IMAGES.values())
    assert len({image.base for image in IMAGES.values()}) == 1


def test_every_path_that_is_left_out_has_a_reason_and_an_image() -> None:
    environments = {image.environment for image in IMAGES.values()}
    for entry in listed():
        assert entry.why.endswith(".")
        assert entry.images
        assert {*entry.images} <= environments


def test_what_is_not_a_library_is_not_cut(tmp_path: Path) -> None:
    script = tmp_path / "libc.so"
    script.write_text(json.dumps({"GROUP": "libc.so.6"}))
    assert strip(script) == 0
    assert json.loads(script.read_text()) == {"GROUP": "libc.so.6"}
