"""The list of endpoints: fields in a pipe, names with lines beside on a terminal."""

import os
import pty
import re
import threading

import pytest

from wscli.cli.app import main

PROJECT = """
default_environment = "local"
environments.local = { base = "ws://127.0.0.1:8000", item_id = 1 }
environments.staging.base = "wss://staging.example.com"
[defaults]
timeout = 1
[endpoints.echo]
url = "{{base}}/ws"
[endpoints.items]
description = "one\\titem\\u001b[31m"
url = "{{base}}/{{item_id}}/{{part}}"
query = { token = "{{token?}}", q = "{{q?}}" }
"""
ECHO = "echo\t{{base}}/ws\t\t\t"
ITEMS = "items\t{{base}}/{{item_id}}/{{part}}"
ABOUT = "one\\titem\\x1b[31m"


@pytest.fixture
def project(shell):
    path = shell / "wscli.toml"
    path.write_text(PROJECT)
    return path


@pytest.mark.usefixtures("project")
class TestPipe:
    def test_each_line_has_five_fields(self, wscli):
        listed = wscli("endpoints")
        assert listed.lines == [ECHO, f"{ITEMS}\tpart\ttoken q\t{ABOUT}"]
        assert (listed.stderr, listed.exit_code) == ("", 0)

    def test_an_environment_leaves_others_to_be_given(self, wscli):
        listed = wscli("endpoints", "-e", "staging")
        assert listed.lines == [ECHO, f"{ITEMS}\titem_id part\ttoken q\t{ABOUT}"]

    @pytest.mark.parametrize(
        "given", [["--var", "part=x"], ["--secret", "part=xyz"], ["--var=part="]]
    )
    def test_what_is_given_is_not_needed(self, wscli, given):
        assert wscli("endpoints", *given).lines[1] == f"{ITEMS}\t\ttoken q\t{ABOUT}"

    def test_what_a_variable_gives_is_not_needed(self, wscli, monkeypatch):
        monkeypatch.setenv("WSCLI_VAR_token", "x")
        assert wscli("endpoints").lines[1] == f"{ITEMS}\tpart\tq\t{ABOUT}"

    def test_what_is_given_in_no_right_way_is_refused(self, wscli):
        failed = wscli("endpoints", "--var", "part")
        assert failed.exit_code == 2
        assert failed.sentence == "--var: number 1 has no =; write NAME=VALUE"

    def test_an_environment_that_there_is_not_is_refused(self, wscli):
        failed = wscli("endpoints", "-e", "stagign")
        assert (failed.stdout, failed.exit_code) == (b"", 2)
        assert failed.sentence == (
            "there is no environment 'stagign'; did you mean 'staging'?"
        )

    def test_origins_are_keys_and_files(self, wscli, project):
        listed = wscli("endpoints", "--origins")
        assert listed.exit_code == 0
        assert listed.lines == [
            f"{key}\t{project}"
            for key in (
                "default_environment",
                "environments.local.base",
                "environments.local.item_id",
                "environments.staging.base",
                "defaults.timeout",
                "endpoints.echo.url",
                "endpoints.items.url",
                "endpoints.items.query.token",
                "endpoints.items.query.q",
                "endpoints.items.description",
            )
        ]


@pytest.mark.parametrize("option", [[], ["--origins"]])
def test_without_files_there_is_nothing_to_list(wscli, option):
    failed = wscli("endpoints", *option)
    assert (failed.stdout, failed.exit_code) == (b"", 2)
    assert failed.sentence == (
        "there is no wscli.toml here or above; name endpoints in one:"
        ' [endpoints.echo] with url = "ws://..."'
    )


def test_a_file_may_name_none(wscli, shell):
    (shell / "wscli.toml").write_text("")
    listed = wscli("endpoints")
    assert (listed.stdout, listed.stderr, listed.exit_code) == (b"", "", 0)


def test_an_environment_variable_of_the_process_is_read_if_it_is_allowed(
    wscli, shell, monkeypatch
):
    monkeypatch.setenv("HOST_NAME", "h")
    (shell / "wscli.toml").write_text(
        'endpoints.a.url = "ws://{{host}}"\ndefaults.variables.host ='
        ' "{{env HOST_NAME}}"\n'
    )
    allowed = wscli("endpoints", "--allow-env", "HOST_NAME")
    assert allowed.lines == ["a\tws://{{host}}\t\t\t"]


@pytest.fixture
def on_terminal(project, monkeypatch, capfd):
    """Runs a command whose standard output is a terminal; returns what it shows."""

    def on_terminal(*arguments, columns=200, **environment):
        monkeypatch.setenv("COLUMNS", str(columns))
        for name, value in {"TERM": "xterm-256color", **environment}.items():
            monkeypatch.setenv(name, value)
        controlling, terminal = pty.openpty()
        shown = []
        reader = threading.Thread(target=read_all, args=(controlling, shown))
        reader.start()
        before = os.dup(1)
        os.dup2(terminal, 1)
        os.close(terminal)
        try:
            with open(1, "w", encoding="utf-8", closefd=False) as stdout:
                monkeypatch.setattr("sys.stdout", stdout)
                assert main(["endpoints", *arguments]) == 0
        finally:
            monkeypatch.undo()
            os.dup2(before, 1)
            os.close(before)
            reader.join(10)
            os.close(controlling)
        return b"".join(shown).decode()

    return on_terminal


def read_all(descriptor, into):
    # A terminal that nobody holds any more ends with an error on Linux.
    try:
        while octets := os.read(descriptor, 65536):
            into.append(octets)
    except OSError:
        pass


def lines(shown):
    """Returns the lines that are not empty, without colours."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    return [line.rstrip() for line in plain.splitlines()]


class TestTerminal:
    def test_a_name_stands_beside_what_there_is_to_know(self, on_terminal):
        assert lines(on_terminal()) == [
            "echo   {{base}}/ws",
            "items  {{base}}/{{item_id}}/{{part}}",
            rf"       {ABOUT} (needs part; takes token, q)",
        ]

    def test_what_is_given_is_not_told(self, on_terminal, monkeypatch):
        monkeypatch.setenv("WSCLI_VAR_token", "x")
        given = on_terminal("--var", "part=x", "-e", "local", "--var=q=1")
        assert lines(given)[-1] == f"       {ABOUT}"

    def test_without_a_description_variables_are_told(self, on_terminal, project):
        project.write_text('endpoints.a.url = "ws://h/{{part}}"')
        assert lines(on_terminal()) == ["a  ws://h/{{part}}", "   (needs part)"]

    def test_origins_are_fields_there_too(self, on_terminal, project):
        first, *_ = on_terminal("--origins").splitlines()
        assert first == f"default_environment\t{project}"

    def test_nothing_of_a_file_is_an_escape_sequence(self, on_terminal):
        assert "\x1b[31m" not in on_terminal()

    def test_names_stand_out(self, on_terminal):
        assert "\x1b[1mecho" in on_terminal()

    def test_a_dumb_one_gets_no_escape_sequence_at_all(self, on_terminal):
        assert "\x1b" not in on_terminal(TERM="dumb")

    def test_a_url_is_folded_and_not_cut_short(self, on_terminal, project):
        url = "ws://h/" + "0123456789" * 5
        project.write_text(f'endpoints.a.url = "{url}"')
        shown = lines(on_terminal(columns=30))
        assert max(map(len, shown)) <= 30
        assert "".join(line[3:] for line in shown) == url
