"""How conversations are judged: exit code and sentence, as the contract has them."""

from dataclasses import replace

import pytest

from wscli.core.events import Closed, MessageSeen, Party, Violated
from wscli.core.exit_codes import ExitCode
from wscli.core.frames import Direction, MessageKind
from wscli.notation.matchers import Text
from wscli.session.ending import Ending, EndRule, Why
from wscli.session.outcome import Outcome, judge

OK = Outcome(ExitCode.OK)
WAIT = "wait longer with --timeout or --wait"
LISTEN = "listen longer with --for"

PEER_1000 = Closed(9.0, 1000, "", Party.PEER, 1000)
PEER_1001 = replace(PEER_1000, code=1001)
PEER_1005 = replace(PEER_1000, code=1005)
PEER_1008 = replace(PEER_1000, code=1008, reason="no")
PEER_4009 = replace(PEER_1000, code=4009)
OURS = Closed(9.0, 1000, "", Party.LOCAL, 1000)
OURS_4000 = Closed(9.0, 4000, "", Party.LOCAL, 4000)
OURS_WITHOUT_CODE = Closed(9.0, 1000, "", Party.LOCAL, 4000)
OURS_CROSSED = Closed(9.0, 1008, "", Party.LOCAL, 1000)
OURS_UNANSWERED = Closed(9.0, 1006, "", Party.LOCAL, 1000, "no answer")
LOST = Closed(9.0, 1006, "", None, None, "the peer reset the TCP connection")

BROKEN = Violated(5.0, "reserved bits are set", 1002)


def message(text):
    return MessageSeen(2.0, Direction.RECEIVED, MessageKind.TEXT, text.encode())


def ending(rule, *messages, why=None):
    """Returns an ending after these messages, over for this reason."""
    told = Ending(rule)
    told.open(0.0)
    told.sent_all(1.0)
    for text in messages:
        told.receive(message(text))
    if why in (Why.IMPATIENT, Why.QUIET, Why.DURATION):
        told.expire()
    assert told.why is why
    return told


def outcome(told, closed, *, violated=None, expected_close=None, has_unsent=False):
    return judge(
        told, closed, violated, expected_close=expected_close, has_unsent=has_unsent
    )


NOTHING = EndRule()
THREE = EndRule(count=3, patience=5.0)
ANY_REPLY = EndRule(quiet=1.0, needs_reply=True)
HELLO = EndRule(expected=(Text("hello"),), patience=5.0)
A_CLOSING = EndRule(is_close_expected=True, patience=5.0)


@pytest.mark.parametrize(
    ("closed", "exit_code"),
    [
        (PEER_1000, ExitCode.OK),
        (PEER_1001, ExitCode.OK),
        (PEER_1005, ExitCode.OK),
        (PEER_1008, ExitCode.CLOSED_ABNORMALLY),
        (PEER_4009, ExitCode.CLOSED_ABNORMALLY),
        (LOST, ExitCode.CLOSED_ABNORMALLY),
        (OURS, ExitCode.OK),
        (OURS_4000, ExitCode.OK),
        (OURS_WITHOUT_CODE, ExitCode.OK),
        (OURS_CROSSED, ExitCode.CLOSED_ABNORMALLY),
        (OURS_UNANSWERED, ExitCode.CLOSED_ABNORMALLY),
    ],
)
def test_where_nothing_is_missing_the_closing_decides(closed, exit_code):
    """The event of the end tells what it was, so there is no sentence about it."""
    assert outcome(ending(NOTHING), closed) == Outcome(exit_code)
    quiet = ending(EndRule(quiet=1.0), why=Why.QUIET)
    assert outcome(quiet, closed) == Outcome(exit_code)
    complete = ending(EndRule(count=1), "a", why=Why.COMPLETE)
    assert outcome(complete, closed) == Outcome(exit_code)
    over = ending(EndRule(duration=5.0), why=Why.DURATION)
    assert outcome(over, closed) == Outcome(exit_code)


@pytest.mark.parametrize(
    ("closed", "expected"),
    [
        (
            PEER_1000,
            Outcome(ExitCode.TIMEOUT, "1 of 3 messages came before the peer closed"),
        ),
        (
            PEER_1008,
            Outcome(
                ExitCode.CLOSED_ABNORMALLY,
                "1 of 3 messages came before the peer closed",
            ),
        ),
        (
            LOST,
            Outcome(
                ExitCode.CLOSED_ABNORMALLY,
                "1 of 3 messages came before the connection was lost",
            ),
        ),
        (
            OURS,
            Outcome(ExitCode.TIMEOUT, "1 of 3 messages came before we closed"),
        ),
    ],
)
def test_messages_that_the_end_of_the_connection_cut_off(closed, expected):
    assert outcome(ending(THREE, "a"), closed) == expected


@pytest.mark.parametrize("closed", [OURS, OURS_UNANSWERED, PEER_1008, LOST])
@pytest.mark.parametrize(
    ("told", "problem", "hint"),
    [
        (
            ending(THREE, "a", why=Why.IMPATIENT),
            "1 of 3 messages came within 5.0 s",
            WAIT,
        ),
        (
            ending(ANY_REPLY, why=Why.IMPATIENT),
            "no message came within 1.0 s",
            WAIT,
        ),
        (
            ending(EndRule(count=3, duration=30.0), why=Why.DURATION),
            "no message came within 30.0 s",
            LISTEN,
        ),
    ],
)
def test_messages_that_did_not_come_in_time(told, problem, hint, closed):
    """However the connection ends then: that they did not come was first."""
    assert outcome(told, closed) == Outcome(ExitCode.TIMEOUT, problem, hint=hint)


@pytest.mark.parametrize(
    ("told", "closed", "problem", "hint"),
    [
        (
            ending(HELLO, why=Why.IMPATIENT),
            OURS,
            "0 of 1 expected messages came within 5.0 s",
            WAIT,
        ),
        (
            ending(HELLO),
            PEER_1000,
            "0 of 1 expected messages came before the peer closed",
            "",
        ),
        (
            ending(HELLO),
            PEER_1008,
            "0 of 1 expected messages came before the peer closed",
            "",
        ),
        (
            ending(HELLO),
            LOST,
            "0 of 1 expected messages came before the connection was lost",
            "",
        ),
    ],
)
def test_an_expected_message_that_did_not_come_is_a_failure(
    told, closed, problem, hint
):
    assert outcome(told, closed) == Outcome(ExitCode.FAILED, problem, hint=hint)


@pytest.mark.parametrize("closed", [OURS, OURS_UNANSWERED, PEER_1008, LOST])
@pytest.mark.parametrize("violated", [None, BROKEN])
@pytest.mark.parametrize("expected_close", [None, 1000])
def test_a_message_that_is_not_the_expected_one_decides(
    closed, violated, expected_close
):
    told = ending(HELLO, "goodbye", why=Why.MISMATCH)
    failed = outcome(told, closed, violated=violated, expected_close=expected_close)
    assert failed == Outcome(
        ExitCode.FAILED,
        "message 1 is not as expected",
        ('expected the text "hello"   got the text "goodbye"',),
    )


@pytest.mark.parametrize("expected_close", [None, 1002])
@pytest.mark.parametrize(
    "told",
    [
        ending(NOTHING),
        ending(THREE),
        ending(THREE, why=Why.IMPATIENT),
        ending(HELLO),
        ending(HELLO, "hello", why=Why.COMPLETE),
    ],
)
def test_a_violation_decides_where_nothing_was_wrong_before(told, expected_close):
    """The event of the violation tells what it was."""
    judged = outcome(told, LOST, violated=BROKEN, expected_close=expected_close)
    assert judged == Outcome(ExitCode.PROTOCOL)


def failed(problem, hint=""):
    return Outcome(ExitCode.FAILED, problem, hint=hint)


WANTED_1008 = "the peer was to close with 1008 (policy violation)"
WANTED_LOSS = "the connection was to be lost"


@pytest.mark.parametrize(
    ("expected_close", "closed", "expected"),
    [
        (1000, PEER_1000, OK),
        (1005, PEER_1005, OK),
        (1008, PEER_1008, OK),
        (4009, PEER_4009, OK),
        (1006, LOST, OK),
        (
            1008,
            PEER_1000,
            failed(f"{WANTED_1008}, but the peer closed with 1000 (normal closure)"),
        ),
        (
            1008,
            PEER_4009,
            failed(f"{WANTED_1008}, but the peer closed with 4009 (application code)"),
        ),
        (1008, LOST, failed(f"{WANTED_1008}, but the connection was lost")),
        (
            1008,
            OURS,
            failed(f"{WANTED_1008}, but that did not happen before we closed"),
        ),
        (
            1006,
            PEER_1000,
            failed(f"{WANTED_LOSS}, but the peer closed with 1000 (normal closure)"),
        ),
    ],
)
def test_an_expected_close_code(expected_close, closed, expected):
    judged = outcome(ending(A_CLOSING), closed, expected_close=expected_close)
    assert judged == expected


@pytest.mark.parametrize(
    ("expected_close", "closed", "wanted"),
    [
        (1000, OURS, "the peer was to close with 1000 (normal closure)"),
        # A close frame that crosses ours comes too late.
        (1008, OURS_CROSSED, WANTED_1008),
        # A peer that leaves our close frame unanswered is none that left by itself.
        (1006, OURS_UNANSWERED, WANTED_LOSS),
    ],
)
def test_a_close_that_did_not_come_in_time(expected_close, closed, wanted):
    told = ending(A_CLOSING, why=Why.IMPATIENT)
    assert outcome(told, closed, expected_close=expected_close) == failed(
        f"{wanted}, but that did not happen within 5.0 s", WAIT
    )


def test_an_expected_close_just_in_time():
    told = ending(A_CLOSING, why=Why.IMPATIENT)
    assert outcome(told, PEER_1008, expected_close=1008) == OK


def test_an_expected_close_before_the_messages_that_were_to_come():
    told = ending(replace(THREE, is_close_expected=True), "a")
    assert outcome(told, PEER_1008, expected_close=1008) == failed(
        "1 of 3 messages came before the peer closed"
    )


def test_the_messages_and_the_close_that_were_to_come():
    told = ending(replace(THREE, is_close_expected=True), "a", "b", "c")
    assert outcome(told, PEER_1008, expected_close=1008) == OK


CUT_OFF = Outcome(
    ExitCode.CLOSED_ABNORMALLY, "the peer closed before everything was sent"
)


@pytest.mark.parametrize(
    ("told", "closed", "expected"),
    [
        (ending(NOTHING), PEER_1000, CUT_OFF),
        (ending(NOTHING), PEER_1005, CUT_OFF),
        # The event of the end says enough.
        (ending(NOTHING), PEER_1008, Outcome(ExitCode.CLOSED_ABNORMALLY)),
        (ending(NOTHING), LOST, Outcome(ExitCode.CLOSED_ABNORMALLY)),
        (ending(NOTHING), OURS, OK),
        # Whoever asked for one message only wants nothing sent after it.
        (ending(EndRule(count=1), "a", why=Why.COMPLETE), PEER_1000, OK),
        (ending(EndRule(count=1), "a", why=Why.COMPLETE), OURS, OK),
    ],
)
def test_what_could_not_be_sent_any_more(told, closed, expected):
    assert outcome(told, closed, has_unsent=True) == expected
