"""The virtual environment is made once, and again where it no longer fits."""

import importlib.util
import platform
import sys
from pathlib import Path

import pytest

from tests.checks import environment
from tests.checks.environment import (
    explain_missing,
    fingerprint,
    is_usable,
    missing_modules,
    prepare,
    program,
)
from tests.checks.step import StepFailedError

METADATA = "[project]\nname = 'a'\n"


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "checkout"
    folder.mkdir()
    (folder / "pyproject.toml").write_text(METADATA, "utf-8")
    return folder


class Steps:
    """Stands in for `run`: makes what `venv` would make, and installs nothing."""

    def __init__(self, place):
        self.python = program(place, "python")
        self.names = []
        self.fail_on = None

    def __call__(self, name, command):
        self.names.append(name.split()[0])
        if name.split()[0] == self.fail_on:
            raise StepFailedError(1)
        if "venv" in command:
            self.python.parent.mkdir(parents=True, exist_ok=True)
            self.python.unlink(missing_ok=True)
            self.python.symlink_to(sys.executable)

    def since_last_time(self):
        names, self.names = self.names, []
        return names


@pytest.fixture
def place(tmp_path):
    return tmp_path / ".venv"


@pytest.fixture
def steps(monkeypatch, place):
    steps = Steps(place)
    monkeypatch.setattr(environment, "run", steps)
    return steps


def test_it_is_made_and_filled_once(steps, place, root):
    assert prepare(place, root) == program(place, "python")
    assert steps.since_last_time() == ["make", "install"]
    assert prepare(place, root) == program(place, "python")
    assert steps.since_last_time() == []


def test_it_is_filled_again_when_the_metadata_changes(steps, place, root):
    prepare(place, root)
    steps.since_last_time()
    (root / "pyproject.toml").write_text(METADATA + "dependencies = []\n", "utf-8")
    prepare(place, root)
    assert steps.since_last_time() == ["install"]


def test_it_is_filled_again_after_an_installation_that_failed(steps, place, root):
    steps.fail_on = "install"
    with pytest.raises(StepFailedError):
        prepare(place, root)
    steps.fail_on = None
    steps.since_last_time()
    prepare(place, root)
    assert steps.since_last_time() == ["install"]


def test_it_is_made_anew_for_another_python(steps, place, root, monkeypatch):
    prepare(place, root)
    steps.since_last_time()
    monkeypatch.setattr(platform, "python_version", lambda: "3.99.0")
    prepare(place, root)
    assert steps.since_last_time() == ["make", "install"]


def test_it_is_made_anew_when_its_python_is_gone(steps, place, root):
    prepare(place, root)
    steps.since_last_time()
    program(place, "python").unlink()
    prepare(place, root)
    assert steps.since_last_time() == ["make", "install"]


def test_a_moved_checkout_is_another_installation(root, tmp_path):
    before = fingerprint(root)
    assert fingerprint(root.rename(tmp_path / "elsewhere")) != before


def test_an_environment_is_usable_with_this_python_and_pip(tmp_path):
    assert is_usable(Path(sys.executable))
    assert not is_usable(tmp_path / "bin" / "python")


def test_this_python_can_make_an_environment():
    assert missing_modules() == []


def test_a_python_without_ensurepip_is_told_what_to_install(monkeypatch):
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util,
        "find_spec",
        lambda name: None if name == "ensurepip" else found(name),
    )
    assert missing_modules() == ["ensurepip"]
    assert explain_missing(missing_modules()) == (
        f"{sys.executable} (Python {platform.python_version()}) lacks ensurepip"
        " and cannot make a virtual environment without:"
        " on Debian and Ubuntu, install python3-venv."
    )
