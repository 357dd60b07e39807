"""What the Tab key offers, in a real shell, and what `--help` shows."""

import shlex
import subprocess
import sys

import pytest

from tests.end_to_end.process import PATIENCE
from tests.end_to_end.terminal import Terminal

COMMANDS = ["connect", "send", "listen", "endpoints", "demo"]
DIALING = ["connect", "send", "listen"]


@pytest.fixture
def shell(wscli, project):
    """Runs a script of bash that finds a `wscli` command on its PATH."""
    program = wscli.folder / "bin" / "wscli"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m wscli "$@"\n', "utf-8")
    program.chmod(0o755)

    def shell(script):
        done = subprocess.run(
            # Without a second command, bash would turn into the first.
            ["bash", "-c", f"{script}\ntrue"],
            cwd=wscli.folder,
            env=wscli.environment({"PATH": path_with_command(wscli)}),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
        )
        assert done.stderr == ""
        return done.stdout.splitlines()

    return shell


def path_with_command(wscli):
    return f"{wscli.folder / 'bin'}:{wscli.environment()['PATH']}"


@pytest.fixture
def completions(shell):
    """Asks bash what it offers for the last word of a line."""

    def completions(line):
        words = line.split(" ")
        return shell(
            'eval "$(wscli --show-completion)"\n'
            f"COMP_WORDS=({' '.join(map(shlex.quote, words))})\n"
            f"COMP_CWORD={len(words) - 1}\n"
            "_wscli_completion wscli\n"
            'printf "%s\\n" "${COMPREPLY[@]}"'
        )

    return completions


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("wscli ", COMMANDS),
        ("wscli se", ["send"]),
        ("wscli send it", ["items"]),
        ("wscli listen lab-e", ["lab-escape", "lab-echo"]),
        ("wscli connect room", ["room"]),
        ("wscli send --close-c", ["--close-code"]),
        ("wscli connect --json", ["--json-lines"]),
        ("wscli send echo -e lo", ["local"]),
        ("wscli send echo --environment ", ["local"]),
        ("wscli listen echo --format ", ["text", "json", "raw"]),
        ("wscli send nothing-like-this", [""]),
    ],
)
def test_bash_offers_what_fits(completions, line, offered):
    assert sorted(completions(line)) == sorted(offered)


def test_every_option_is_offered_once(completions):
    offered = completions("wscli send --")
    assert {"--header", "--insecure", "--timeout", "--var", "--help"} <= set(offered)
    assert len(offered) == len(set(offered))


def test_a_project_file_that_is_wrong_does_not_break_the_line(completions, wscli):
    (wscli.folder / "wscli.toml").write_text("endpoints = [", "utf-8")
    assert completions("wscli send it") == [""]
    assert completions("wscli se") == ["send"]


def test_zsh_is_told_what_each_endpoint_is(wscli, project):
    env = {"_WSCLI_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": "wscli send it"}
    result = wscli(env=env)
    assert result.exit_code == 0
    assert '"items":"an item, with a cookie or a token' in result.stdout.decode()


def test_what_is_installed_completes_in_the_next_shell(shell, wscli):
    shell("wscli --install-completion > /dev/null")
    settings = wscli.folder / ".bashrc"
    settings.write_text(f"{settings.read_text('utf-8')}\nPS1='$ '\n", "utf-8")
    screen = Terminal(
        ["bash", "--rcfile", str(settings), "-i"],
        folder=str(wscli.folder),
        environment=wscli.environment({"PATH": path_with_command(wscli)}),
        columns=80,
        rows=20,
    )
    try:
        screen.wait_for_typed("$")
        screen.type("wscli sen\t")
        screen.wait_for_typed("$ wscli send")
        screen.type("ite\t")
        screen.wait_for_typed("$ wscli send items")
        screen.type("--close-r\t")
        screen.wait_for_typed("$ wscli send items --close-reason")
    finally:
        screen.kill()


# Help.


@pytest.fixture
def help_of(wscli):
    """Shows the help of a command, as lines."""

    def help_of(*command):
        result = wscli(*command, "--help", env={"COLUMNS": "80"})
        assert (result.stderr, result.exit_code) == ("", 0)
        return result.lines

    return help_of


def panels(lines):
    """The titles of the panels that help is grouped into."""
    return [line.strip("╭─╮ ") for line in lines if line.startswith("╭─")]


def test_the_commands_are_listed_in_panels(help_of):
    lines = help_of()
    assert panels(lines) == ["Options", "Commands"]
    listed = [line.split()[1] for line in lines if line.startswith("│ ")]
    assert [name for name in listed if name in COMMANDS] == COMMANDS


@pytest.mark.parametrize("command", DIALING)
def test_the_options_of_what_dials_are_grouped(help_of, command):
    shared = [
        "Request",
        "TLS",
        "Route",
        "Time and size limits",
        "Variables",
        "Output",
    ]
    found = panels(help_of(command))
    assert [title for title in found if title in shared] == shared


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_exactly_three_examples(help_of, command):
    lines = [line.strip() for line in help_of(command)]
    examples = lines[lines.index("Examples") :]
    assert sum(line.startswith("• ") for line in examples) == 3
    first = next(line for line in examples if line.startswith("• "))
    assert "wscli" in first


@pytest.mark.parametrize("command", COMMANDS)
def test_help_fits_into_eighty_columns(help_of, command):
    assert max(map(len, help_of(command))) <= 80


@pytest.mark.parametrize("option", ["-V", "--version"])
def test_the_version_is_told(wscli, option):
    result = wscli(option)
    assert (result.stderr, result.exit_code) == ("", 0)
    assert result.stdout.startswith(b"wscli ")
