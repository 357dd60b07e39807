"""Errors: one safe line each, and the exit code that goes with the fault."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wscli.core.errors import (
    ConnectError,
    HandshakeError,
    LocalIOError,
    Stage,
    UsageError,
    WscliError,
)
from wscli.core.escape import is_printable
from wscli.core.exit_codes import ExitCode


@pytest.mark.parametrize(
    ("error", "exit_code"),
    [
        (WscliError("x"), 70),
        (UsageError("x"), 2),
        (ConnectError(Stage.TCP, "x"), 3),
        (HandshakeError("x"), 4),
        (LocalIOError("x"), 9),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_each_error_ends_the_command_with_its_own_exit_code(error, exit_code):
    assert isinstance(error, WscliError)
    assert error.exit_code is ExitCode(exit_code)


def test_an_error_reads_as_its_sentence_and_its_hint():
    error = UsageError("the port is out of range", "ports run from 1 to 65535")
    assert str(error) == "the port is out of range; ports run from 1 to 65535"
    assert (error.sentence, error.hint) == (
        "the port is out of range",
        "ports run from 1 to 65535",
    )


def test_an_error_without_a_hint_is_its_sentence_alone():
    assert str(LocalIOError("cannot read a.txt: no such file")) == (
        "cannot read a.txt: no such file"
    )


@pytest.mark.parametrize(
    ("stage", "text"),
    [
        (Stage.DNS, "DNS: no answer; look at the name"),
        (Stage.TCP, "TCP: no answer; look at the name"),
        (Stage.PROXY, "proxy: no answer; look at the name"),
        (Stage.TLS, "TLS: no answer; look at the name"),
        (Stage.HANDSHAKE, "opening handshake: no answer; look at the name"),
    ],
)
def test_a_connect_error_begins_with_the_stage_that_failed(stage, text):
    error = ConnectError(stage, "no answer", "look at the name")
    assert str(error) == text
    assert error.stage is stage


def test_the_stages_are_listed_in_the_order_of_dialling():
    assert list(Stage) == [
        Stage.DNS,
        Stage.TCP,
        Stage.PROXY,
        Stage.TLS,
        Stage.HANDSHAKE,
    ]


def test_a_connect_error_needs_no_hint():
    assert str(ConnectError(Stage.TLS, "expired")) == "TLS: expired"


def test_trying_again_may_help_unless_an_error_says_otherwise():
    assert ConnectError(Stage.DNS, "no answer").is_transient
    assert not ConnectError(Stage.TLS, "expired", is_transient=False).is_transient


def test_what_a_peer_said_cannot_act_on_the_terminal():
    error = HandshakeError("the server said 'a\x1b[2Jb\r\nc'", "call\u202egnp.exe")
    assert str(error) == r"the server said 'a\x1b[2Jb\r\nc'; call\u202egnp.exe"


@given(st.text(), st.text())
def test_every_error_is_one_printable_line(sentence, hint):
    text = str(ConnectError(Stage.PROXY, sentence, hint))
    assert is_printable(text, allowed="")
    assert len(text.splitlines()) == 1
