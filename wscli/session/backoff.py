"""How long to wait before trying again: longer each time, and never in step."""

from collections.abc import Callable
from dataclasses import dataclass

# However short it is asked to be: a tester must not hammer a server.
_SHORTEST = 0.01


@dataclass(frozen=True, slots=True)
class Backoff:
    """Exponential back-off with jitter.

    Attributes:
        first: Seconds before the first retry.
        longest: Seconds that no wait exceeds.
        random: Gives a number from 0 to 1. Clients that were cut off together
            should not come back together.
    """

    first: float
    longest: float
    random: Callable[[], float]

    def delay(self, attempt: int) -> float:
        """Return the seconds to wait before retry number `attempt`, from 0."""
        # Doubling 64 times is longer than any limit, and no number overflows.
        first = max(self.first, _SHORTEST)
        whole = min(self.longest, first * 2.0 ** min(attempt, 64))
        return whole * (0.75 + 0.25 * self.random())
