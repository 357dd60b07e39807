"""Performing what a conversation has to do, on one connection after another."""

from typing import assert_never

from wscli.core.actions import Abort, Action, Close, Ping, Pong, Send
from wscli.core.errors import WscliError
from wscli.net.connection import Connection, ConnectionOverError
from wscli.session.sources import Actions


class Performer:
    """Performs a preamble on every connection, and every other action once.

    Attributes:
        has_unsent: Whether a connection ended before what was to be sent on it.
        error: Why the source cannot be read further, if it cannot.
    """

    def __init__(self, preamble: tuple[Send, ...], actions: Actions) -> None:
        """Take what to do.

        Args:
            preamble: Comes first, on every connection.
            actions: Come after it. One that a lost connection did not take comes
                again on the next one.
        """
        self._preamble = preamble
        self._actions = actions
        self._pending: Action | None = None
        self.has_unsent = False
        self.error: WscliError | None = None

    async def perform(self, connection: Connection) -> bool:
        """Do what there is to do; return whether nothing is left of it.

        Something is left if the connection ends before; what the source cannot give
        is nothing that is left.
        """
        try:
            for message in self._preamble:
                await self._perform(message, connection)
            while (action := self._pending or await self._actions.next()) is not None:
                self._pending = action
                await self._perform(action, connection)
                self._pending = None
        except ConnectionOverError:
            return False
        except WscliError as error:
            self.error = error
        return True

    async def _perform(self, action: Action, connection: Connection) -> None:
        self.has_unsent = True
        match action:
            case Send(kind=kind, payload=payload):
                await connection.send(kind, payload)
            case Ping(payload=octets):
                connection.ping(octets)
            case Pong(payload=octets):
                connection.pong(octets)
            case Close(code=code, reason=reason):
                await connection.close(code, reason)
            case Abort():
                connection.abort()
                await connection.wait_closed()
            case _:
                assert_never(action)
        self.has_unsent = False
