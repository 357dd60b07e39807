"""The virtual environment of the checks: `.venv`, made once and kept up to date."""

import hashlib
import importlib.util
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.checks.step import ROOT, run

VENV = ROOT / ".venv"
INSTALL = ("install", "--quiet", "--disable-pip-version-check")


def missing_modules() -> list[str]:
    """Names what it takes to make a virtual environment and this Python lacks."""
    needed = ("venv", "ensurepip")
    return [name for name in needed if importlib.util.find_spec(name) is None]


def explain_missing(modules: Sequence[str]) -> str:
    """Says which modules are missing, and where they come from."""
    return (
        f"{sys.executable} (Python {platform.python_version()}) lacks"
        f" {' and '.join(modules)} and cannot make a virtual environment without:"
        " on Debian and Ubuntu, install python3-venv."
    )


def prepare(place: Path = VENV, root: Path = ROOT) -> Path:
    """Makes the virtual environment or brings it up to date, and returns its Python.

    A stamp in it says what was installed, so that a second run need not ask pip.
    """
    python = program(place, "python")
    stamp = place / "wscli-checks.stamp"
    state = fingerprint(root)
    if python.exists() and stamp.exists() and stamp.read_text("ascii") == state:
        return python
    if not is_usable(python):
        run(f"make {place.name}", [sys.executable, "-m", "venv", "--clear", place])
    run(
        f"install wscli and its tests into {place.name}",
        [python, "-m", "pip", *INSTALL, "--editable", f"{root}[test]"],
    )
    stamp.write_text(state, "ascii")
    return python


def program(place: Path, name: str) -> Path:
    """Returns where a virtual environment keeps one of its programs."""
    if os.name == "nt":
        return place / "Scripts" / f"{name}.exe"
    return place / "bin" / name


def fingerprint(root: Path) -> str:
    """Sums up what an editable installation depends on."""
    metadata = (root / "pyproject.toml").read_text("utf-8")
    parts = (platform.python_version(), str(root), metadata)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def is_usable(python: Path) -> bool:
    """Tells whether an environment has our version of Python, and pip."""
    question = "import pip, platform; print(platform.python_version())"
    try:
        answer = subprocess.run(
            [python, "-c", question], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return False
    return answer.stdout.strip() == platform.python_version()
