"""Commands are known by name and summary, and imported when one of them runs."""

import sys

import pytest
import typer

from wscli.cli.app import build
from wscli.cli.lazy_group import COMMANDS, load
from wscli.core.errors import UsageError

NAMES = ["connect", "send", "listen", "endpoints", "demo"]


@pytest.fixture
def group():
    return build()


@pytest.fixture
def context(group):
    return group.make_context("wscli", ["send"])


@pytest.fixture
def unloaded(monkeypatch):
    """Makes a command's module one that is not imported yet."""
    module = COMMANDS["listen"].module
    monkeypatch.delitem(sys.modules, module, raising=False)
    return module


def test_the_commands_stand_in_the_order_of_the_table(group, context):
    assert group.list_commands(context) == list(COMMANDS) == NAMES


def test_a_list_of_commands_imports_none(group, context, unloaded):
    listed = group.get_command(context, "listen")
    assert (listed.name, listed.help) == ("listen", "Print what an endpoint sends.")
    assert listed.params == []
    assert unloaded not in sys.modules


def test_what_runs_or_is_completed_is_imported(group, context, unloaded):
    name, command, rest = group.resolve_command(context, ["listen", "ws://h", "-n1"])
    assert (name, rest) == ("listen", ["ws://h", "-n1"])
    assert {"target", "filter_"} <= {each.name for each in command.params}
    assert unloaded in sys.modules


def test_no_command_has_another_name(group, context):
    assert group.get_command(context, "sned") is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("sned", "No such command 'sned'. Did you mean 'send'?"),
        ("xyzzy", "No such command 'xyzzy'."),
    ],
)
def test_a_name_that_is_none_is_answered_with_the_nearest(
    group, context, unloaded, typed, sentence
):
    with pytest.raises(typer.TyperException) as caught:
        group.resolve_command(context, [typed])
    assert caught.value.format_message() == sentence
    assert unloaded not in sys.modules


@pytest.mark.parametrize("typed", ["ws://user:pass@h/ws", ":8000/ws", "h:80/ws"])
def test_a_url_without_a_command_is_answered_with_those_that_take_one(
    group, context, typed
):
    with pytest.raises(UsageError) as caught:
        group.resolve_command(context, [typed, "hi"])
    assert caught.value.sentence.startswith("there is no command ")
    assert "pass" not in str(caught.value)
    assert caught.value.hint == (
        "to talk to it, write wscli connect URL or wscli send URL MESSAGE"
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_command_loads_by_its_name_with_help_in_two_forms(name):
    command = load(name)
    assert command.name == name
    context = command.make_context(name, ["ws://h"] if takes_target(command) else [])
    assert context.help_option_names == ["-h", "--help"]


@pytest.mark.parametrize("name", NAMES)
def test_a_summary_is_one_sentence(name):
    summary = COMMANDS[name].summary
    assert summary.endswith(".")
    assert summary[0].isupper()
    assert "\n" not in summary


def takes_target(command):
    return "target" in [each.name for each in command.params]
