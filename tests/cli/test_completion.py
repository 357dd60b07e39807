"""Names in configuration files complete a line; a file that is wrong does not."""

import pytest

from wscli.cli.completion import complete_environment, complete_target

PROJECT = """
[environments.local]
[environments.staging]
[endpoints.echo]
url = "ws://h/ws"
description = "answers"
[endpoints.items]
url = "ws://h/items"
"""


@pytest.fixture
def project(shell):
    (shell / "wscli.toml").write_text(PROJECT)


@pytest.mark.parametrize(
    ("incomplete", "found"),
    [
        ("", [("echo", "answers"), ("items", "")]),
        ("e", [("echo", "answers")]),
        ("ws://", []),
    ],
)
def test_endpoints_are_found_by_the_beginning_of_their_names(
    project, incomplete, found
):
    assert complete_target(incomplete) == found


@pytest.mark.parametrize(
    ("incomplete", "found"), [("", ["local", "staging"]), ("s", ["staging"]), ("x", [])]
)
def test_environments_are_found_likewise(project, incomplete, found):
    assert complete_environment(incomplete) == found


def test_without_a_file_there_is_nothing_to_complete(shell):
    assert (complete_target(""), complete_environment("")) == ([], [])


@pytest.mark.parametrize("content", [b"no TOML", b"\xff", b"[unknown]"])
def test_a_file_that_is_wrong_is_passed_over(shell, content):
    (shell / "wscli.toml").write_bytes(content)
    assert (complete_target(""), complete_environment("")) == ([], [])
