"""The command line as a whole: its errors, its help, and what it imports for them."""

import errno
import json
import os
import re
import shlex
import subprocess
import sys
from types import ModuleType
from typing import Annotated

import pytest
import typer

from wscli import __version__
from wscli.cli.app import main
from wscli.cli.lazy_group import COMMANDS, Entry, load
from wscli.core.errors import (
    ConnectError,
    HandshakeError,
    LocalIOError,
    Stage,
    UsageError,
    WscliError,
)


@pytest.fixture
def failing(monkeypatch):
    """Adds a command `fail` that does nothing but raise this."""

    def failing(error):
        def command(*, debug: Annotated[bool, typer.Option("--debug")] = False) -> None:
            raise error

        module = ModuleType("tests.cli.failing")
        module.command = command
        monkeypatch.setitem(sys.modules, module.__name__, module)
        monkeypatch.setitem(COMMANDS, "fail", Entry(module.__name__, "Fail."))

    return failing


class TestErrors:
    @pytest.mark.parametrize(
        ("error", "sentence", "exit_code"),
        [
            (UsageError("wrong"), "wrong", 2),
            (UsageError("wrong", "do right"), "wrong; do right", 2),
            (ConnectError(Stage.DNS, "nobody"), "DNS: nobody", 3),
            (HandshakeError("no"), "no", 4),
            (LocalIOError("full"), "full", 9),
            (WscliError("odd"), "odd", 70),
            (
                OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
                "input or output failed: No space left on device",
                9,
            ),
            (OSError("gone"), "input or output failed: gone", 9),
            (
                ValueError("a\nb"),
                "internal error: ValueError: a\\nb; run it again with --debug and"
                " report what it shows, please",
                70,
            ),
        ],
    )
    def test_each_is_one_line_and_a_code(
        self, wscli, failing, error, sentence, exit_code
    ):
        failing(error)
        failed = wscli("fail")
        assert (failed.sentence, failed.exit_code) == (sentence, exit_code)
        assert failed.stdout == b""

    @pytest.mark.parametrize(
        ("error", "exit_code"),
        [
            (KeyboardInterrupt(), 130),
            (typer.Abort(), 130),
            (EOFError(), 130),
            (BrokenPipeError(errno.EPIPE, "nobody reads"), 9),
        ],
    )
    def test_some_are_no_news_to_whoever_brought_them_about(
        self, wscli, failing, error, exit_code
    ):
        failing(error)
        failed = wscli("fail")
        assert failed.exit_code == exit_code
        assert failed.stderr.strip() == ""

    @pytest.mark.parametrize("error", [ValueError("x"), UsageError("x"), OSError("x")])
    def test_debug_shows_where_one_arose(self, wscli, failing, error):
        failing(error)
        *traceback, last = wscli("fail", "--debug").stderr.splitlines()
        assert traceback[0] == "Traceback (most recent call last):"
        assert any("in command" in line for line in traceback)
        assert last.startswith("wscli: ")

    @pytest.mark.parametrize(
        ("arguments", "variable", "is_shown"),
        [
            ([], "1", True),
            ([], "0", False),
            ([], "", False),
            (["--", "--debug"], "", False),
        ],
    )
    def test_debug_can_be_a_variable_and_is_no_message(
        self, wscli, failing, monkeypatch, arguments, variable, is_shown
    ):
        failing(ValueError("x"))
        monkeypatch.setenv("WSCLI_DEBUG", variable)
        assert ("Traceback" in wscli("fail", *arguments).stderr) is is_shown

    def test_another_way_out_is_left_alone(self, failing):
        failing(SystemExit(3))
        with pytest.raises(SystemExit):
            main(["fail"])


class TestUsage:
    @pytest.mark.parametrize(
        ("arguments", "sentence"),
        [
            (["sned"], "No such command 'sned'. Did you mean 'send'? See wscli --help"),
            (["xyzzy"], "No such command 'xyzzy'; see wscli --help"),
            (["send"], "Missing argument 'TARGET'; see wscli send --help"),
            (
                ["listen", "ws://h", "--subprotocl", "x"],
                "No such option: --subprotocl (Possible options: --subprotocol); see"
                " wscli listen --help",
            ),
            (
                ["send", "ws://h", "--timeout", "soon"],
                "Invalid value for '--timeout': 'soon' is not a duration; write a"
                " number and ms, s, m, h or d: 250ms; see wscli send --help",
            ),
            (
                ["connect", "ws://h", "--retry", "-1"],
                "Invalid value for '--retry': '-1' is not a number of times; write 0"
                " or more; see wscli connect --help",
            ),
        ],
    )
    def test_what_is_wrong_with_it_is_said_in_a_line(self, wscli, arguments, sentence):
        failed = wscli(*arguments)
        assert (failed.sentence, failed.exit_code) == (sentence, 2)

    def test_a_variable_that_is_wrong_is_named(self, wscli, monkeypatch):
        monkeypatch.setenv("WSCLI_TLS_MIN", "2")
        assert wscli("send", "ws://h").sentence == (
            "Invalid value for WSCLI_TLS_MIN: '2' is not one of '1.0', '1.1', '1.2',"
            " '1.3'; see wscli send --help"
        )

    def test_a_flag_that_is_wrong_is_named_even_if_there_is_a_variable(
        self, wscli, monkeypatch
    ):
        monkeypatch.setenv("WSCLI_TLS_MIN", "1.3")
        sentence = wscli("send", "ws://h", "--tls-min", "2").sentence
        assert sentence.startswith("Invalid value for '--tls-min': ")

    def test_control_characters_are_shown_and_not_obeyed(self, wscli):
        assert "\x1b" not in wscli("\x1b[31m").stderr

    def test_without_arguments_there_is_help_and_a_code_that_says_so(self, wscli):
        nothing = wscli()
        assert nothing.exit_code == 2
        assert nothing.stdout == wscli("--help").stdout


class TestHelp:
    @pytest.mark.parametrize("option", ["--version", "-V"])
    def test_the_version(self, wscli, option):
        shown = wscli(option)
        assert (shown.lines, shown.exit_code) == ([f"wscli {__version__}"], 0)

    @pytest.mark.parametrize("option", ["--help", "-h"])
    def test_every_command_is_listed_with_a_summary(self, wscli, option):
        shown = wscli(option)
        assert shown.exit_code == 0
        for name, entry in COMMANDS.items():
            assert any(
                name in line and entry.summary[:40] in line for line in shown.lines
            )

    @pytest.mark.parametrize("name", COMMANDS)
    def test_every_option_stands_in_a_panel_and_is_explained(self, name):
        for parameter in load(name).params:
            assert parameter.help, f"{parameter.name} has no help"
            is_argument = parameter.param_type_name == "argument"
            assert is_argument or parameter.rich_help_panel, parameter.name

    @pytest.mark.parametrize("name", COMMANDS)
    def test_every_command_shows_all_of_it(self, wscli, name, monkeypatch):
        monkeypatch.setenv("COLUMNS", "200")
        shown = wscli(name, "--help")
        assert shown.exit_code == 0
        text = shown.stdout.decode()
        for parameter in load(name).params:
            if parameter.param_type_name == "option":
                assert all(option in text for option in parameter.opts)
                assert parameter.rich_help_panel in text

    @pytest.mark.parametrize("name", COMMANDS)
    def test_every_command_has_three_examples_that_can_be_run(self, name):
        _, _, examples = (load(name).help or "").partition("**Examples**")
        code = re.findall(r"`([^`]+)`", examples)
        assert examples.count("\n- `") >= 3
        assert any(command_line(each)[:1] == [name] for each in code)
        for each in code:
            called, *arguments = command_line(each) or [""]
            if called in COMMANDS:
                assert load(called).make_context(called, arguments)


def command_line(code):
    """Returns what wscli gets of the code of an example."""
    _, _, after = " ".join(code.split()).rpartition("wscli ")
    return shlex.split(re.split(r" (?:2>|[|<>])", after)[0])


HEAVY = {
    "websockets",
    "rich",
    "prompt_toolkit",
    "jsonpath",
    "socksio",
    "asyncio",
    "ssl",
}


class TestImports:
    @pytest.mark.parametrize("arguments", [["--version"], ["sned"], ["send"]])
    def test_what_needs_no_connection_loads_nothing_for_one(self, shell, arguments):
        assert imported(arguments) & HEAVY == set()

    @pytest.mark.parametrize("arguments", [["--help"], ["send", "--help"]])
    def test_help_is_drawn_by_rich_alone(self, shell, arguments):
        assert imported(arguments) & HEAVY == {"rich"}

    def test_a_completion_loads_nothing_for_a_connection(self, shell, monkeypatch):
        monkeypatch.setenv("_WSCLI_COMPLETE", "complete_bash")
        monkeypatch.setenv("COMP_WORDS", "wscli send ")
        monkeypatch.setenv("COMP_CWORD", "2")
        assert imported([]) & HEAVY == set()

    @pytest.mark.parametrize(
        "arguments",
        [["send", "/ws", "hi"], ["connect", "/ws", "-n1"], ["listen", "/ws/stocks"]],
    )
    def test_in_a_pipe_a_conversation_loads_what_it_uses(self, shell, base, arguments):
        name, path, *others = arguments
        loaded = imported([name, f"{base}{path}?interval=0.05", *others, "-n1"])
        assert loaded & HEAVY == {"websockets", "asyncio", "ssl"}


def imported(arguments):
    """Returns which modules a command loads, in a process of its own."""
    code = """
import json, sys
from wscli.cli.app import main
try:
    main(sys.argv[1:])
finally:
    names = {name.partition(".")[0] for name in sys.modules}
    sys.stderr.write(json.dumps(sorted(names)))
"""
    ended = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        input=b"hi\n",
        capture_output=True,
        timeout=20,
        check=False,
    )
    return set(json.loads(ended.stderr.splitlines()[-1]))


class TestCompletion:
    @pytest.fixture
    def completed(self, shell, wscli, monkeypatch):
        """Completes the last word of a line, as bash asks for it."""
        (shell / "wscli.toml").write_text(
            '[environments.local]\nbase = "ws://h"\n[environments.lab]\nbase = ""\n'
            '[endpoints.echo]\nurl = "{{base}}"\n[endpoints.items]\nurl = "ws://h"\n'
        )

        def completed(line):
            monkeypatch.setenv("_WSCLI_COMPLETE", "complete_bash")
            monkeypatch.setenv("COMP_WORDS", line)
            monkeypatch.setenv("COMP_CWORD", str(len(line.split(" ")) - 1))
            with pytest.raises(SystemExit):
                wscli()
            return wscli.written().split()

        return completed

    @pytest.mark.parametrize(
        ("line", "words"),
        [
            ("wscli ", list(COMMANDS)),
            ("wscli se", ["send"]),
            ("wscli send ec", ["echo"]),
            ("wscli connect ", ["echo", "items"]),
            ("wscli listen echo --tls-m", ["--tls-min"]),
            ("wscli send echo --tls-min 1.", ["1.0", "1.1", "1.2", "1.3"]),
            ("wscli send echo -e l", ["local", "lab"]),
            ("wscli endpoints --environment lo", ["local"]),
        ],
    )
    def test_names_are_completed(self, completed, line, words):
        assert completed(line) == words
