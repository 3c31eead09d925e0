"""The run on a bare machine: what reaches into it, what is asked there, and what is said where there is none."""

import re
import sys
from pathlib import Path

import pytest

from tools.command.__main__ import main as studio
from tools.debian import apt_options
from tools.environments import ROOT
from tools.verify import bare

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_python_that_the_readme_names_is_held() -> None:
    named = next(line for line in README.splitlines() if line.startswith("Python "))
    held = [".".join(version.split(".")[:2]) for version in re.findall(r"3\.\d+(?:\.\d+)?", named)]
    assert [*dict.fromkeys(held)] == [*bare.PYTHONS]


def test_it_runs_the_two_commands_of_the_readme_and_a_preview() -> None:
    block = README.split("```")[1]
    promised = [tuple(line.split("#")[0].split()) for line in block.strip().splitlines()]
    for steps in (bare.QUICK, bare.WHOLE):
        typed = [step.command for step in steps]
        assert all(any(command[:2] == first for command in typed) for first in promised)
        assert any(command[1] == "preview" and "--against" in command for command in typed)
    assert [step.command for step in bare.WHOLE][-1] == ("./studio", "test")


def test_a_guest_gets_the_way_to_the_registries_and_nothing_else_of_ours(tmp_path: Path) -> None:
    certificate = tmp_path / "ours.pem"
    certificate.write_text("certificate", encoding="utf-8")
    ours = {
        "https_proxy": "http://proxy.example:3128",
        "NO_PROXY": "localhost",
        "PIP_CERT": str(certificate),
        "PIP_FIND_LINKS": str(tmp_path),
        "UV_DEFAULT_INDEX": "https://packages.example/simple",
        "UV_CACHE_DIR": "/home/us/.cache/uv",
        "PYTHONUTF8": "1",
        "PYTHONPATH": "/home/us/lib",
        "LANG": "de_DE.UTF-8",
        "LC_ALL": "de_DE.UTF-8",
        "HOME": "/home/us",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "PATH": "/home/us/bin",
    }
    theirs = bare.variables(ours)
    assert {name for name in theirs if theirs[name] == ours.get(name)} == {
        "https_proxy",
        "NO_PROXY",
        "PIP_CERT",
        "UV_DEFAULT_INDEX",
    }
    assert theirs["LANG"] == "C"
    assert theirs["HOME"] == "/home/guest"
    assert not theirs.keys() & {"LC_ALL", "PYTHONUTF8", "PYTHONPATH", "AWS_SECRET_ACCESS_KEY", "UV_CACHE_DIR"}
    assert "PIP_FIND_LINKS" not in theirs, "a folder of ours stays outside"


def test_files_that_say_how_registries_are_reached_go_to_where_the_guest_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = tmp_path / "ours.pem"
    certificate.write_text("certificate", encoding="utf-8")
    configured = tmp_path / ".config" / "pip" / "pip.conf"
    configured.parent.mkdir(parents=True)
    configured.write_text("[global]", encoding="utf-8")
    monkeypatch.setenv("PIP_CERT", str(certificate))
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "nowhere"))
    monkeypatch.setenv("FILM_STUDIO_SECRET", str(configured))
    placed = bare.configuration_files(tmp_path)
    assert placed[certificate] == str(certificate)
    assert placed[configured] == "/home/guest/.config/pip/pip.conf"
    assert tmp_path / "nowhere" not in placed


def test_apt_keeps_its_proxies_and_what_it_makes_of_dates() -> None:
    dump = (
        'APT::Architecture "amd64";\nAcquire "";\nAcquire::http::Proxy "http://proxy.example:3142";\n'
        'Acquire::http::Proxy::mirror.example "DIRECT";\nAcquire::Check-Valid-Until "false";\n'
        'Dir::Cache "var/cache/apt";\nDPkg::Post-Invoke:: "rm -f /var/cache/apt/*.deb";\n'
    )
    assert apt_options(dump) == [
        'Acquire::http::Proxy "http://proxy.example:3142";',
        'Acquire::http::Proxy::mirror.example "DIRECT";',
        'Acquire::Check-Valid-Until "false";',
    ]


def only_here(monkeypatch: pytest.MonkeyPatch, programs: set[str]) -> None:
    def which(name: str) -> str | None:
        return f"/usr/bin/{name}" if name in programs else None

    monkeypatch.setattr("shutil.which", which)


@pytest.mark.parametrize("lacking", ["mmdebstrap", "unshare"])
def test_where_a_program_is_missing_it_is_named_and_nothing_runs(
    lacking: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    only_here(monkeypatch, {"mmdebstrap", "unshare"} - {lacking})
    assert studio(["test", "bare"]) == bare.SKIPPED
    said = capsys.readouterr()
    assert said.out == ""
    assert re.fullmatch(rf"skipped: .*\b{lacking}\b.*apt install.*\n", said.err)


def test_where_the_account_may_make_no_namespaces_the_reason_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    only_here(monkeypatch, {"mmdebstrap", "unshare"})
    refuses = (sys.executable, "-c", "import sys; sys.exit('unshare failed: Operation not permitted')")
    monkeypatch.setattr(bare, "_unshare", lambda: refuses)
    assert studio(["test", "bare", "--python", "3.13"]) == bare.SKIPPED
    assert "unshare failed: Operation not permitted" in capsys.readouterr().err


def test_the_help_says_how_it_is_called_and_how_a_skipped_run_ends(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        studio(["test", "--help"])
    told = " ".join(capsys.readouterr().out.split())
    assert "./studio test bare [--python VERSION]... [--whole] [--fresh]" in told
    assert f"{bare.SKIPPED}: skipped: `bare`, without mmdebstrap" in told


@pytest.mark.parametrize(("ends", "code"), [([0, 0], 0), ([0, 3], 1)])
def test_every_step_runs_on_every_python_and_one_failure_fails_the_whole(
    ends: list[int],
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    def on(release: str, steps: tuple[bare.Step, ...], *, fresh: bool) -> list[bare.Outcome]:
        assert not fresh
        version = {"bookworm": "3.11.2", "forky": "3.14.7"}[release]
        return [
            bare.Outcome(python=version, step=step, exit_code=end, seconds=60, log=tmp_path / "it.log")
            for step, end in zip(steps[:2], ends, strict=True)
        ]

    monkeypatch.setattr(bare, "missing_here", lambda: None)
    monkeypatch.setattr(bare, "_on", on)
    assert studio(["test", "bare", "--python", "3.11", "--python", "3.14"]) == code
    table = [line for line in capsys.readouterr().out.splitlines() if line]
    assert [line.split()[1] for line in table] == ["3.11.2", "3.11.2", "3.14.7", "3.14.7"]
    assert all("./studio up --once" in line and line.endswith("passed") for line in table[::2])
    assert all(line.endswith(f"failed with 3: see {tmp_path / 'it.log'}") for line in table[1::2]) == bool(code)
