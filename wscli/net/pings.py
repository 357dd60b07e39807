"""Which pings of ours still wait for their pong (RFC 6455 section 5.5.3)."""

from dataclasses import dataclass

_MAX_WAITING = 64


@dataclass(frozen=True, slots=True)
class SentPing:
    """A ping that left.

    Attributes:
        at: When.
        is_keepalive: Whether it was to keep the connection alive.
    """

    at: float
    is_keepalive: bool = False


class Pings:
    """Remembers when pings left; of many that nobody answers, the latest ones."""

    def __init__(self) -> None:
        """Begin with none."""
        self._sent: dict[bytes, SentPing] = {}

    def send(self, payload: bytes, sent: SentPing) -> None:
        """Note a ping that leaves."""
        # One that repeats an earlier payload counts as the latest.
        self._sent.pop(payload, None)
        self._sent[payload] = sent
        if len(self._sent) > _MAX_WAITING:
            del self._sent[next(iter(self._sent))]

    def answer(self, payload: bytes) -> SentPing | None:
        """Return the ping that a pong answers; None if nobody asked.

        It answers the pings before that one too, since a peer may leave them out.
        """
        if payload not in self._sent:
            return None
        answered = list(self._sent)
        asked = self._sent[payload]
        for each in answered[: answered.index(payload) + 1]:
            del self._sent[each]
        return asked
