"""An environment is used again as long as it is what would be made now."""

import sys

import pytest

from tools.environments import ENVIRONMENTS


def test_an_environment_of_another_python_is_not_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """After an upgrade of the system its interpreter still starts, and finds no package."""
    environment = ENVIRONMENTS["tools"]
    now = environment.fingerprint()
    with monkeypatch.context() as upgraded:
        upgraded.setattr(sys, "version_info", (sys.version_info[0], sys.version_info[1] + 1, 0, "final", 0))
        then = environment.fingerprint()
    assert then != now
    assert environment.fingerprint() == now
