"""Two files count at most, and neither sees into the other."""

import os
import subprocess
import sys

import pytest

from wscli.cli.project_files import (
    FILE_NAME,
    Project,
    find_project_file,
    load_project,
)
from wscli.cli.settings import Settings
from wscli.core.errors import UsageError


def write(path, text=""):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_the_nearest_file_above_is_found(tmp_path):
    outer = write(tmp_path / "a" / FILE_NAME)
    inner = write(tmp_path / "a" / "b" / "c" / FILE_NAME)
    below = tmp_path / "a" / "b" / "c" / "d"
    below.mkdir()
    assert find_project_file(below) == inner
    assert find_project_file(inner.parent) == inner
    assert find_project_file(tmp_path / "a" / "b") == outer


def test_only_a_file_is_one(tmp_path):
    outer = write(tmp_path / FILE_NAME)
    (tmp_path / "a" / FILE_NAME).mkdir(parents=True)
    assert find_project_file(tmp_path / "a") == outer


def test_a_folder_that_cannot_be_searched_has_none(tmp_path, monkeypatch):
    # Whoever runs the tests may be allowed to search any folder.
    inner = tmp_path / "a"
    write(tmp_path / FILE_NAME)
    is_file = type(inner).is_file

    def forbidden(path):
        if path.parent == inner:
            raise PermissionError(13, os.strerror(13))
        return is_file(path)

    monkeypatch.setattr(type(inner), "is_file", forbidden)
    assert find_project_file(inner) == tmp_path / FILE_NAME


def test_without_files_there_is_nothing(tmp_path):
    project = Project()
    assert project.endpoints == {}
    assert project.environments == []
    assert project.settings == Settings()
    assert load_project(tmp_path, tmp_path / "config.toml") == project


def test_the_files_are_read_the_projects_before_the_users_own(tmp_path):
    path = write(tmp_path / "p" / FILE_NAME, "defaults.timeout = 1")
    own = write(tmp_path / "config.toml", "defaults.insecure = true")
    project = load_project(tmp_path / "p", own)
    assert [(file.path, file.is_own) for file in project.files] == [
        (path, False),
        (own, True),
    ]
    assert load_project(tmp_path / "p").files == project.files[:1]


def test_the_project_is_stronger_than_the_users_own(tmp_path):
    write(
        tmp_path / FILE_NAME,
        """
        defaults.timeout = 1
        environments.local.a = 1
        endpoints.echo.url = "ws://project/"
        """,
    )
    own = write(
        tmp_path / "config.toml",
        """
        defaults = { timeout = 2, max_time = 3 }
        environments = { mine = { b = 1 }, local = { c = 1 } }
        endpoints = { mine = { url = "ws://mine/" }, echo = { url = "ws://own/" } }
        """,
    )
    project = load_project(tmp_path, own)
    assert {name: str(each.url) for name, each in project.endpoints.items()} == {
        "mine": "ws://mine/",
        "echo": "ws://project/",
    }
    assert project.environments == ["local", "mine"]
    assert project.settings == Settings(timeout=1.0, max_time=3.0)


def test_a_mistake_in_either_file_is_one(tmp_path):
    own = write(tmp_path / "config.toml", "defaults.insecre = true")
    with pytest.raises(UsageError, match="did you mean insecure"):
        load_project(tmp_path / "p", own)


def test_toml_is_loaded_only_where_there_is_a_file(tmp_path):
    script = (
        # Whatever measures the coverage of this process may have loaded it already.
        "import sys; before = set(sys.modules); from pathlib import Path;"
        "from wscli.cli.project_files import load_project;"
        f"load_project(Path({str(tmp_path)!r}));"
        "assert 'tomllib' not in set(sys.modules) - before"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=30)
