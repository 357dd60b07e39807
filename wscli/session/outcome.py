"""How a conversation went, as one result."""

from dataclasses import dataclass

from wscli.core.close_codes import ORDERLY, explain
from wscli.core.events import Closed, Party, Violated
from wscli.core.exit_codes import ExitCode
from wscli.core.quantities import format_duration
from wscli.session.ending import Ending, Why


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a conversation.

    Attributes:
        exit_code: What the command exits with.
        problem: One sentence about what is not as asked for; empty if all is.
        details: Further lines about it, such as the differences of a mismatch.
        hint: What to try, or an empty text.
    """

    exit_code: ExitCode
    problem: str = ""
    details: tuple[str, ...] = ()
    hint: str = ""


def judge(
    ending: Ending,
    closed: Closed | None,
    violated: Violated | None,
    *,
    expected_close: int | None,
    has_unsent: bool,
) -> Outcome:
    """Return how a conversation went.

    Args:
        ending: What was waited for, and how far it got.
        closed: The end of the connection.
        violated: What the peer broke, if anything.
        expected_close: The close code that was asked for.
        has_unsent: Whether a message could not be sent any more.
    """
    if violated is not None:
        return Outcome(ExitCode.PROTOCOL)
    if ending.why is Why.MISMATCH:
        problem = f"message {ending.received} is not as expected"
        return Outcome(ExitCode.FAILED, problem, ending.mismatch)
    if expected_close is not None:
        return _judge_expected_close(ending, closed, expected_close)
    if closed is not None and not _is_orderly(closed):
        return Outcome(ExitCode.CLOSED_ABNORMALLY)
    is_peers = closed is not None and closed.by is Party.PEER
    missing = ending.missing()
    if missing:
        cause = "before the peer closed" if is_peers else _within(ending)
        hint = "" if is_peers else "wait longer with --timeout DUR"
        return Outcome(_missing_code(ending), f"{missing} {cause}", hint=hint)
    if has_unsent and is_peers:
        problem = "the peer closed before everything was sent"
        return Outcome(ExitCode.CLOSED_ABNORMALLY, problem)
    return Outcome(ExitCode.OK)


def _judge_expected_close(
    ending: Ending, closed: Closed | None, expected: int
) -> Outcome:
    missing = ending.missing()
    if missing:
        return Outcome(ExitCode.FAILED, missing)
    wanted = f"the peer was to close with {expected} ({explain(expected).name})"
    if closed is None or closed.by is Party.LOCAL:
        problem = f"{wanted}, and did not close {_within(ending)}"
        return Outcome(ExitCode.FAILED, problem)
    if closed.code != expected:
        got = f"{closed.code} ({explain(closed.code).name})"
        return Outcome(ExitCode.FAILED, f"{wanted}, and closed with {got}")
    return Outcome(ExitCode.OK)


def _is_orderly(closed: Closed) -> bool:
    if closed.by is Party.LOCAL:
        # The peer answered our close frame, whatever code we chose.
        return closed.code in (closed.sent_code, *ORDERLY)
    return closed.code in ORDERLY


def _within(ending: Ending) -> str:
    rule = ending.rule
    wait = rule.duration if ending.why is Why.DURATION else rule.patience
    return f"within {format_duration(wait or rule.quiet or 0.0)}"


def _missing_code(ending: Ending) -> ExitCode:
    """Return FAILED for a broken expectation, TIMEOUT for a reply that never came."""
    return ExitCode.FAILED if ending.rule.expected else ExitCode.TIMEOUT
