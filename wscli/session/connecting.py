"""Connecting, and connecting again: what is tried once more, and when."""

import asyncio
from collections.abc import Awaitable, Callable

from wscli.core.errors import ConnectError, HandshakeError
from wscli.core.quantities import format_duration
from wscli.net.connection import Connection
from wscli.net.dial import RefusedError
from wscli.session.backoff import Backoff

_TRANSIENT_STATUS = frozenset({408, 429, 500, 502, 503, 504})
"""Refusals that may be over soon; the same as curl's."""


class Connector:
    """Dials until there is a connection, waiting longer each time."""

    def __init__(
        self,
        dial: Callable[[], Awaitable[Connection]],
        backoff: Backoff,
        notify: Callable[[str], None],
        *,
        retries: int,
    ) -> None:
        """Prepare to connect.

        Args:
            dial: Dials once.
            backoff: How long to wait before dialling again.
            notify: Takes a sentence about why and when it is tried again.
            retries: How often to try again at first.
        """
        self._dial = dial
        self._backoff = backoff
        self._notify = notify
        self._retries = retries
        self._attempt = 0
        self._waited = 0.0

    async def connect(self) -> Connection:
        """Return the first connection.

        Raises:
            ConnectError: There is none, and trying again is no use or not asked for.
            HandshakeError: Likewise.
        """
        for retry in range(1, self._retries + 1):
            try:
                return await self._dial()
            except (ConnectError, HandshakeError) as error:
                if not _is_transient(error):
                    raise
                await self._wait(error.sentence, f" (retry {retry} of {self._retries})")
        return await self._dial()

    async def connect_again(self, lasted: float) -> Connection:
        """Return a connection after one that ended, however long that takes.

        Args:
            lasted: How many seconds the last one lasted. After one that lasted longer
                than the wait for it, waits are short again.

        Raises:
            ConnectError: There is none, and trying again is no use.
            HandshakeError: Likewise.
        """
        if lasted >= self._waited:
            self._attempt = 0
        problem = "the connection ended"
        while True:
            await self._wait(problem)
            try:
                return await self._dial()
            except (ConnectError, HandshakeError) as error:
                if not _is_transient(error):
                    raise
                problem = error.sentence

    async def _wait(self, problem: str, note: str = "") -> None:
        self._waited = self._backoff.delay(self._attempt)
        self._attempt += 1
        again = f"connecting again in {format_duration(self._waited)}"
        self._notify(f"{problem}; {again}{note}")
        await asyncio.sleep(self._waited)


def _is_transient(error: ConnectError | HandshakeError) -> bool:
    match error:
        case ConnectError():
            return error.is_transient
        case RefusedError():
            return error.refused.status in _TRANSIENT_STATUS
        case _:
            return False
