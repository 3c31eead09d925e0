"""How this machine reaches its registries, as secrets of a build: they are read while it runs, and kept nowhere."""

import ast
import configparser
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

#: Where a build finds the authorities that this machine trusts: its secrets lie in this folder.
AUTHORITIES: Final = "/run/secrets/authorities"
#: Variables in which programs are told of such a file, the most general first.
_TRUSTED: Final = ("SSL_CERT_FILE", "PIP_CERT", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "CURL_CA_BUNDLE")
#: Of pip's configuration, what says where packages are and how they are reached. Folders of this machine are not there.
_PIP: Final = frozenset({"index-url", "extra-index-url", "trusted-host", "proxy", "timeout", "retries", "cert"})
_PIP_NAMES: Final = {"default-timeout": "timeout"}
_PROXY: Final = re.compile(r"(?i:https?|all|no)_proxy")


def pip_settings(listed: str) -> dict[str, str]:
    """Of `pip config list`, what a build needs: names without their sections. The more particular line comes later."""
    found: dict[str, str] = {}
    for line in listed.splitlines():
        section, _, rest = line.partition(".")
        name, _, value = rest.partition("=")
        name = _PIP_NAMES.get(name, name)
        if section in {"global", "install", "download", ":env:"} and name in _PIP:
            found[name] = str(ast.literal_eval(value))
    return found


def secrets(folder: Path, pip: Sequence[str], environment: Mapping[str, str] = os.environ) -> dict[str, Path]:
    """Files in `folder` by the names under which Dockerfiles mount them; fewer where nothing is set up. `pip` is how
    pip is called."""
    listed = subprocess.run([*pip, "config", "list"], capture_output=True, text=True, check=False, env=environment)
    settings = pip_settings(listed.stdout)
    trusted = [value for name in _TRUSTED if (value := environment.get(name))] + [settings.get("cert", "")]
    authorities = next((path for each in trusted if each and (path := Path(each)).is_file()), None)
    settings.pop("cert", None)
    npm = _npm(environment)
    found: dict[str, Path] = {}
    if authorities is not None:
        found["authorities"] = authorities
        settings["cert"] = AUTHORITIES
        npm += f"cafile={AUTHORITIES}\n"
    if settings:
        parser = configparser.RawConfigParser()
        parser["global"] = settings
        found["pip"] = folder / "pip.conf"
        with found["pip"].open("w", encoding="utf-8") as file:
            parser.write(file)
    if npm:
        found["npm"] = folder / "npmrc"
        found["npm"].write_text(npm, encoding="utf-8")
    return found


def _npm(environment: Mapping[str, str]) -> str:
    """Its user's own settings, but for files of this machine, which a build does not see."""
    home = environment.get("HOME")
    own = Path(home) / ".npmrc" if home else None
    if own is None or not own.is_file():
        return ""
    lines = own.read_text(encoding="utf-8").splitlines()
    return "".join(f"{line}\n" for line in lines if line.partition("=")[2].strip()[:1] != "/" and "cafile" not in line)


def proxies(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Variables that every builder knows as arguments of a build, and that leave no trace in the image."""
    return {name: value for name, value in environment.items() if _PROXY.fullmatch(name)}
