"""Which files count where a command runs."""

import sys

import pytest

from wscli.cli.current_project import current_project
from wscli.core.errors import LocalIOError

ECHO = '[endpoints.echo]\nurl = "ws://{}/"\n'


def test_the_nearest_file_upward_counts(shell, monkeypatch):
    (shell / "wscli.toml").write_text(ECHO.format("near"))
    below = shell / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    [file] = current_project().files
    assert file.path == shell / "wscli.toml"
    assert not file.is_own


def test_without_any_there_is_an_empty_project(shell):
    assert current_project().files == ()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other places")
def test_the_users_own_file_counts_less(shell, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "own"))
    own = tmp_path / "own" / "wscli" / "config.toml"
    own.parent.mkdir(parents=True)
    own.write_text(ECHO.format("own") + '[endpoints.mine]\nurl = "ws://mine/"\n')
    (shell / "wscli.toml").write_text(ECHO.format("project"))
    project = current_project()
    assert [(file.path.name, file.is_own) for file in project.files] == [
        ("wscli.toml", False),
        ("config.toml", True),
    ]
    assert str(project.endpoints["echo"].url) == "ws://project/"
    assert str(project.endpoints["mine"].url) == "ws://mine/"


@pytest.mark.skipif(sys.platform == "win32", reason="a folder in use cannot be removed")
def test_a_working_directory_that_is_gone_is_explained(shell):
    shell.rmdir()
    with pytest.raises(LocalIOError) as caught:
        current_project()
    assert str(caught.value) == (
        "cannot tell the working directory: No such file or directory; change to one"
        " that exists"
    )
