"""How a conversation went, as one result."""

from dataclasses import dataclass
from typing import assert_never

from wscli.core.close_codes import ABNORMAL_CLOSURE, ORDERLY, explain
from wscli.core.events import Closed, Party, Violated
from wscli.core.exit_codes import ExitCode
from wscli.core.quantities import format_duration
from wscli.session.ending import Ending, Why


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a conversation.

    Attributes:
        exit_code: What the command exits with.
        problem: One sentence about what is not as asked for; empty if all is, or if
            an event tells it.
        details: Further lines about it, such as the differences of a mismatch.
        hint: What to try, or an empty text.
    """

    exit_code: ExitCode
    problem: str = ""
    details: tuple[str, ...] = ()
    hint: str = ""


def judge(
    ending: Ending,
    closed: Closed,
    violated: Violated | None,
    *,
    expected_close: int | None,
    has_unsent: bool,
) -> Outcome:
    """Return how a conversation went; what went wrong first decides.

    Args:
        ending: What was waited for, and how far it got.
        closed: The end of the connection, the last one if there were several.
        violated: What the peer broke, if anything.
        expected_close: The close code that was asked for.
        has_unsent: Whether a message could not be sent any more.
    """
    if ending.why is Why.MISMATCH:
        problem = f"message {ending.received} is not as expected"
        return Outcome(ExitCode.FAILED, problem, ending.mismatch)
    if violated is not None:
        return Outcome(ExitCode.PROTOCOL)
    missing = _judge_missing(ending, closed)
    if missing is not None and (expected_close is not None or ending.rule.expected):
        return Outcome(ExitCode.FAILED, missing.problem, hint=missing.hint)
    if expected_close is not None:
        return _judge_expected_close(ending, closed, expected_close)
    if missing is not None and ending.why is not None:
        return missing
    if not _is_orderly(closed):
        problem = "" if missing is None else missing.problem
        return Outcome(ExitCode.CLOSED_ABNORMALLY, problem)
    if missing is not None:
        return missing
    if has_unsent and ending.why is None and closed.by is Party.PEER:
        problem = "the peer closed before everything was sent"
        return Outcome(ExitCode.CLOSED_ABNORMALLY, problem)
    return Outcome(ExitCode.OK)


def _judge_missing(ending: Ending, closed: Closed) -> Outcome | None:
    """Return what to say of messages that did not come, or None if all came."""
    missing = ending.missing()
    if not missing:
        return None
    problem = f"{missing} {_until_when(ending, closed)}"
    return Outcome(ExitCode.TIMEOUT, problem, hint=_hint(ending))


def _judge_expected_close(ending: Ending, closed: Closed, expected: int) -> Outcome:
    if closed.by is not Party.LOCAL and closed.code == expected:
        return Outcome(ExitCode.OK)
    wanted = (
        "the connection was to be lost"
        if expected == ABNORMAL_CLOSURE
        else f"the peer was to close with {_named(expected)}"
    )
    match closed.by:
        case Party.LOCAL:
            got = f"that did not happen {_until_when(ending, closed)}"
        case Party.PEER:
            got = f"the peer closed with {_named(closed.code)}"
        case None:
            got = "the connection was lost"
        case _:
            assert_never(closed.by)
    return Outcome(ExitCode.FAILED, f"{wanted}, but {got}", hint=_hint(ending))


def _named(code: int) -> str:
    return f"{code} ({explain(code).name})"


def _is_orderly(closed: Closed) -> bool:
    if closed.by is Party.LOCAL:
        # The peer answered our close frame, whatever code we chose.
        return closed.code in (closed.sent_code, *ORDERLY)
    return closed.code in ORDERLY


def _until_when(ending: Ending, closed: Closed) -> str:
    """Return how long was waited for what did not come, in words."""
    if ending.why is not None:
        return f"within {format_duration(ending.waited)}"
    match closed.by:
        case Party.PEER:
            return "before the peer closed"
        case Party.LOCAL:
            return "before we closed"
        case None:
            return "before the connection was lost"
        case _:
            assert_never(closed.by)


def _hint(ending: Ending) -> str:
    match ending.why:
        case Why.IMPATIENT:
            return "wait longer with --timeout or --wait"
        case Why.DURATION:
            return "listen longer with --for"
        case _:
            return ""
