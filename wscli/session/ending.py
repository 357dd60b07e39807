"""When a conversation is over, decided without a clock or a socket.

An `Ending` is told what happens and when, and answers two questions: is it over,
and until when may it wait for the next thing.
"""

from dataclasses import dataclass
from enum import Enum

from wscli.core.events import MessageSeen
from wscli.notation.matchers import Matcher, match


@dataclass(frozen=True, slots=True)
class EndRule:
    """What a conversation waits for. Durations are in seconds.

    Attributes:
        count: Messages to receive.
        until: What the last message matches.
        expected: What each message in turn must match.
        is_close_expected: Whether the peer is expected to close at the end.
        quiet: Without `count`, `until` and `expected`: how long nothing comes, once
            everything is sent, before the conversation is over; None waits on.
        patience: How long to wait for the next message that is still needed, once
            everything is sent; None waits for ever.
        duration: How long the conversation lasts, from when it opened.
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


class Why(Enum):
    """Why a conversation is over."""

    COMPLETE = "everything that was asked for came"
    QUIET = "nothing more came"
    IMPATIENT = "what was waited for did not come in time"
    DURATION = "the time asked for is over"
    MISMATCH = "a message was not the expected one"


class Ending:
    """Follows one conversation under a rule.

    Attributes:
        why: Why it is over; None while it is not.
        received: How many messages counted.
        mismatch: What was wrong with the message that was not the expected one.
    """

    def __init__(self, rule: EndRule) -> None:
        """Begin before anything happened."""
        self.rule = rule
        self.why: Why | None = None
        self.received = 0
        self.mismatch: tuple[str, ...] = ()
        self._opened: float | None = None
        self._has_sent_all = False
        self._is_complete = False
        self._since = 0.0

    @property
    def is_complete(self) -> bool:
        """Whether all messages that the rule names came."""
        return self._is_complete

    def open(self, at: float) -> None:
        """The connection is open; again, after it was lost."""
        if self._opened is None:
            self._opened = at
        self._since = at
        self._has_sent_all = False

    def sent_all(self, at: float) -> None:
        """There is nothing left to send."""
        self._has_sent_all = True
        self._since = max(self._since, at)
        if self._wants_nothing() and not self.rule.is_close_expected:
            self.why = Why.COMPLETE

    def receive(self, message: MessageSeen) -> None:
        """A message came that counts."""
        self.received += 1
        self._since = message.at
        if self.received <= len(self.rule.expected):
            wrong = match(
                self.rule.expected[self.received - 1], message.kind, message.payload
            )
            if wrong is not None:
                self.mismatch = tuple(wrong.lines)
                self.why = Why.MISMATCH
                return
        if self._is_last(message):
            self._is_complete = True
            if not self.rule.is_close_expected:
                self.why = Why.COMPLETE

    def deadline(self) -> float | None:
        """Return until when the next message may come; None is for ever."""
        deadlines = []
        if self._opened is not None and self.rule.duration is not None:
            deadlines.append(self._opened + self.rule.duration)
        wait = self.rule.patience if self._is_waiting() else self.rule.quiet
        if self._has_sent_all and wait is not None:
            deadlines.append(self._since + wait)
        return min(deadlines, default=None)

    def expire(self) -> None:
        """The deadline passed, and nothing came."""
        if self._duration_ended_first():
            self.why = Why.DURATION
        elif self._is_waiting() or (self.rule.needs_reply and not self.received):
            self.why = Why.IMPATIENT
        else:
            self.why = Why.QUIET

    def missing(self) -> str:
        """Return what did not come, in words; an empty text if nothing is missing."""
        rule = self.rule
        if rule.expected and self.received < len(rule.expected):
            return f"{self.received} of {len(rule.expected)} expected messages came"
        if rule.count is not None and self.received < rule.count:
            if self.received == 0:
                return "no message came"
            return f"{self.received} of {rule.count} messages came"
        if rule.until is not None and not self._is_complete:
            return f"none of the {self.received} messages that came is the last one"
        if rule.needs_reply and self.received == 0:
            return "no message came"
        return ""

    def _wants_nothing(self) -> bool:
        return self.rule.count == 0

    def _is_waiting(self) -> bool:
        """Whether something particular is waited for, rather than silence."""
        rule = self.rule
        wants_message = rule.count or rule.until is not None or rule.expected
        return bool(rule.is_close_expected or (wants_message and not self._is_complete))

    def _is_last(self, message: MessageSeen) -> bool:
        rule = self.rule
        if rule.until is not None:
            if match(rule.until, message.kind, message.payload) is None:
                return True
            if rule.count is None:
                return False
        if rule.count is not None:
            return self.received >= rule.count
        return bool(rule.expected) and self.received >= len(rule.expected)

    def _duration_ended_first(self) -> bool:
        if self._opened is None or self.rule.duration is None:
            return False
        return self.deadline() == self._opened + self.rule.duration
