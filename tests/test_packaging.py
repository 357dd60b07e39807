"""What is built and published: complete, typed, and asking for what it uses."""

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email import message_from_bytes
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.test_architecture import WSCLI, imports

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A folder with the source distribution and the wheel."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "--directory", folder]
    subprocess.run(build, cwd=ROOT, check=True, timeout=50, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def wheel(built):
    [file] = built.glob("*.whl")
    with zipfile.ZipFile(file) as archive:
        yield archive


def present(package):
    """The files of a package in the checkout, as the wheel should hold them."""
    files = (ROOT / package).rglob("*")
    return {
        file.relative_to(ROOT).as_posix()
        for file in files
        if file.is_file() and "__pycache__" not in file.parts
    }


def test_the_wheel_holds_both_packages_and_nothing_else(wheel):
    packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert packed == present("wscli") | present("fixtures_server")
    assert "wscli/py.typed" in packed


def metadata(wheel, name):
    [file] = [each for each in wheel.namelist() if each.endswith(f".dist-info/{name}")]
    return wheel.read(file)


def test_the_wheel_brings_the_command(wheel):
    assert b"wscli = wscli.__main__:main" in metadata(wheel, "entry_points.txt")


def test_the_wheel_says_what_the_project_says(wheel):
    said = message_from_bytes(metadata(wheel, "METADATA"))
    assert said["Name"] == PROJECT["name"]
    assert said["License-Expression"] == PROJECT["license"]
    description = said.get_payload(decode=True).decode("utf-8")
    assert description.strip() == (ROOT / "README.md").read_text("utf-8").strip()


def test_the_source_distribution_can_be_tested(built):
    [file] = built.glob("*.tar.gz")
    with tarfile.open(file) as archive:
        packed = {name.partition("/")[2] for name in archive.getnames()}
    assert {"tests/__main__.py", "pyproject.toml", "README.md"} <= packed
    assert present("wscli") | present("fixtures_server") <= packed


def test_wscli_asks_for_what_it_imports_and_for_nothing_else():
    distributions = packages_distributions()
    imported = {
        name.split(".")[0] for source in WSCLI.values() for name in imports(source)
    } - sys.stdlib_module_names
    used = {
        normalized(distributions[name][0])
        for name in imported - {"wscli", "fixtures_server", "pytest"}
    }
    assert used == {normalized(asked) for asked in PROJECT["dependencies"]}


def normalized(requirement):
    """The name of a distribution, however it is written."""
    return re.split(r"[^\w.-]", requirement)[0].replace("_", "-").lower()
