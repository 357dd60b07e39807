"""When a conversation is over, decided without a clock or a socket.

An `Ending` is told what happens and when, and answers two questions: is it over,
and until when may it wait for the next thing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from wscli.core.events import MessageSeen
from wscli.notation.matchers import Matcher, match


@dataclass(frozen=True, slots=True)
class EndRule:
    """What a conversation waits for. Durations are in seconds.

    Attributes:
        count: Messages to receive.
        until: What the last message matches; with `count`, what comes first counts.
        expected: What each message in turn must match.
        is_close_expected: Whether the peer is expected to close at the end.
        quiet: Without `count`, `until` and `expected`: how long nothing comes, once
            everything is sent, before the conversation is over; None waits on.
        patience: How long to wait for the next message, or the closing, that is
            still needed, once everything is sent; None waits for ever.
        duration: How long the conversation lasts, from when it first opened.
        needs_reply: Whether a conversation without any message is a failure.
    """

    count: int | None = None
    until: Matcher | None = None
    expected: tuple[Matcher, ...] = ()
    is_close_expected: bool = False
    quiet: float | None = None
    patience: float | None = None
    duration: float | None = None
    needs_reply: bool = False

    @property
    def names_messages(self) -> bool:
        """Whether it says which messages are to come."""
        return bool(self.count is not None or self.until or self.expected)


class Why(Enum):
    """Why a conversation is over."""

    COMPLETE = "everything that was asked for came"
    QUIET = "nothing more came"
    IMPATIENT = "what was waited for did not come in time"
    DURATION = "the time asked for is over"
    MISMATCH = "a message was not the expected one"


class _Deadline(NamedTuple):
    """When a conversation is over unless something happens."""

    at: float
    waited: float
    why: Why


class Ending:
    """Follows one conversation under a rule.

    Attributes:
        rule: What it waits for.
        why: Why it is over; None while it is not.
        waited: How long it waited in vain, where that is why.
        received: How many messages counted.
        is_complete: Whether all messages that the rule names came.
        is_paused: Whether nothing is read, so that the peer cannot be late.
        mismatch: What was wrong with the message that was not the expected one.
    """

    def __init__(self, rule: EndRule) -> None:
        """Begin before anything happened."""
        self.rule = rule
        self.why: Why | None = None
        self.waited = 0.0
        self.received = 0
        self.is_complete = rule.count == 0 and not rule.expected
        self.is_paused = False
        self.mismatch: tuple[str, ...] = ()
        self._opened: float | None = None
        self._has_sent_all = False
        self._since = 0.0

    @property
    def takes_messages(self) -> bool:
        """Whether a message that comes is of interest, be it too late to count."""
        return not self.is_complete and self.why in (None, Why.QUIET, Why.IMPATIENT)

    def open(self, at: float) -> None:
        """The connection is open; again, after it was lost."""
        if self._opened is None:
            self._opened = at

    def close(self) -> None:
        """The connection is over; on the next one, there is something to send."""
        self._has_sent_all = False

    def sent_all(self, at: float) -> None:
        """There is nothing left to send."""
        self._has_sent_all = True
        self._since = max(self._since, at)
        self._end_if_complete()

    def pause(self) -> None:
        """Nothing is read from now on."""
        self.is_paused = True

    def resume(self, at: float) -> None:
        """The peer is heard again, and has all the time that it is given."""
        self.is_paused = False
        self._since = max(self._since, at)

    def receive(self, message: MessageSeen) -> None:
        """A message came; it counts while messages are waited for."""
        if self.why is not None or self.is_complete:
            return
        self.received += 1
        if not self._waits_for_close_alone():
            self._since = message.at
        if self.received <= len(self.rule.expected):
            expected = self.rule.expected[self.received - 1]
            wrong = match(expected, message.kind, message.payload)
            if wrong is not None:
                self.mismatch = wrong.lines
                self.why = Why.MISMATCH
                return
        self.is_complete = self._is_last(message)
        self._end_if_complete()

    def deadline(self) -> float | None:
        """Return until when the next thing may happen; None is for ever."""
        return min((each.at for each in self._deadlines()), default=None)

    def expire(self) -> None:
        """The deadline passed, and nothing happened."""
        passed = min(self._deadlines(), key=lambda each: each.at)
        self.why = passed.why
        self.waited = passed.waited

    def missing(self) -> str:
        """Return what did not come, in words; an empty text if nothing is missing."""
        rule, received = self.rule, self.received
        if self.is_complete:
            return ""
        if rule.expected:
            return f"{received} of {len(rule.expected)} expected messages came"
        if received == 0:
            is_missed = rule.names_messages or rule.needs_reply
            return "no message came" if is_missed else ""
        if rule.count is not None:
            return f"{received} of {rule.count} messages came"
        if rule.until is not None:
            noun = "message" if received == 1 else "messages"
            return f"{received} {noun} came, and none matched"
        return ""

    def _end_if_complete(self) -> None:
        if not self.is_complete or self.rule.is_close_expected:
            return
        # A peer that greets first must not end it before we have said anything.
        if self._has_sent_all:
            self.why = Why.COMPLETE

    def _deadlines(self) -> Iterator[_Deadline]:
        rule = self.rule
        if rule.duration is not None and self._opened is not None:
            yield _Deadline(self._opened + rule.duration, rule.duration, Why.DURATION)
        if not self._has_sent_all:
            # Input that goes on for ever has as long as a message would.
            if self.is_complete and self.received and rule.patience is not None:
                end = self._since + rule.patience
                yield _Deadline(end, rule.patience, Why.COMPLETE)
            return
        if self.is_paused:
            return
        is_needed = rule.is_close_expected or rule.names_messages
        wait = rule.patience if is_needed else rule.quiet
        if wait is not None:
            is_missing = is_needed or (rule.needs_reply and not self.received)
            why = Why.IMPATIENT if is_missing else Why.QUIET
            yield _Deadline(self._since + wait, wait, why)

    def _waits_for_close_alone(self) -> bool:
        """Whether messages are nothing that is waited for, nor is their absence.

        Then they do not prolong the wait, or it would never end with a peer that
        sends for ever.
        """
        rule = self.rule
        return rule.is_close_expected and rule.quiet is None and not rule.names_messages

    def _is_last(self, message: MessageSeen) -> bool:
        rule = self.rule
        if self.received < len(rule.expected):
            return False
        if rule.until and match(rule.until, message.kind, message.payload) is None:
            return True
        if rule.count is not None:
            return self.received >= rule.count
        return bool(rule.expected) and rule.until is None
