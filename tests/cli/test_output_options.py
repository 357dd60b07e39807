"""The options about what is shown: how each is called, and what it takes."""

import dataclasses

import pytest
import typer
from typer.main import get_command

from wscli.cli.options import flatten
from wscli.cli.output_options import ColorChoice, Format, OutputOptions


@flatten
def command(*, output: OutputOptions) -> OutputOptions:
    """Return what was read."""
    return output


def build():
    app = typer.Typer(add_completion=False)
    app.command()(command)
    return get_command(app)


OPTIONS = {each.name: each for each in build().params if each.name != "help"}


@pytest.fixture
def read(shell):
    """Reads a command line in an environment without variables for it."""

    def read(*arguments):
        return build().main(list(arguments), standalone_mode=False)

    return read


def test_these_are_their_names():
    assert {name: each.opts for name, each in OPTIONS.items()} == {
        "include": ["-i", "--include"],
        "verbose": ["-v", "--verbose"],
        "quiet": ["-q", "--quiet"],
        "output": ["-o", "--output"],
        "format": ["--format"],
        "color": ["--color"],
        "debug": ["--debug"],
    }


@pytest.mark.parametrize("name", OPTIONS)
def test_each_has_a_panel_a_meaning_and_a_variable(name):
    option = OPTIONS[name]
    assert option.rich_help_panel == "Output"
    assert option.help.endswith(".")
    assert option.envvar == f"WSCLI_{name.upper()}"
    assert not option.multiple


def test_nothing_said_leaves_the_format_to_the_stream(read):
    assert read() == OutputOptions()
    assert dataclasses.asdict(OutputOptions()) == {
        "include": False,
        "verbose": 0,
        "quiet": False,
        "output": None,
        "format": None,
        "color": ColorChoice.AUTO,
        "debug": False,
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-i"], {"include": True}),
        (["-v"], {"verbose": 1}),
        (["-vv"], {"verbose": 2}),
        (["--verbose", "-v"], {"verbose": 2}),
        (["-q"], {"quiet": True}),
        (["-o", "a.txt"], {"output": "a.txt"}),
        (["--format", "raw"], {"format": Format.RAW}),
        (["--format", "text"], {"format": Format.TEXT}),
        (["--format", "json"], {"format": Format.JSON}),
        (["--color", "never"], {"color": ColorChoice.NEVER}),
        (["--color", "always"], {"color": ColorChoice.ALWAYS}),
        (["--color", "auto"], {}),
        (["--debug"], {"debug": True}),
    ],
)
def test_what_is_said_is_read(read, arguments, said):
    assert read(*arguments) == OutputOptions(**said)


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("WSCLI_INCLUDE", "1", {"include": True}),
        ("WSCLI_VERBOSE", "2", {"verbose": 2}),
        ("WSCLI_QUIET", "0", {}),
        ("WSCLI_OUTPUT", "a.txt", {"output": "a.txt"}),
        ("WSCLI_FORMAT", "json", {"format": Format.JSON}),
        ("WSCLI_COLOR", "always", {"color": ColorChoice.ALWAYS}),
        ("WSCLI_DEBUG", "yes", {"debug": True}),
    ],
)
def test_variables_stand_for_options(read, monkeypatch, variable, value, said):
    monkeypatch.setenv(variable, value)
    assert read() == OutputOptions(**said)


def test_a_flag_is_stronger_than_a_variable(read, monkeypatch):
    monkeypatch.setenv("WSCLI_FORMAT", "json")
    assert read("--format", "raw").format is Format.RAW


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["--format", "xml"],
            "Invalid value for '--format': 'xml' is not one of 'text', 'json', 'raw'.",
        ),
        (
            ["--color", "red"],
            "Invalid value for '--color': 'red' is not one of 'auto', 'always',"
            " 'never'.",
        ),
    ],
)
def test_a_choice_that_is_none_is_answered_with_those_there_are(
    read, arguments, sentence
):
    with pytest.raises(typer.BadParameter) as caught:
        read(*arguments)
    assert caught.value.format_message() == sentence
