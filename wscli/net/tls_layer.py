"""TLS as a layer between a transport and a protocol.

It does what `loop.start_tls` does, for a client that must never misjudge. That one
drops the alert that says why a server hangs up when a write fails first, drops data
in front of an alert, hangs on errors in TLS inside of TLS before Python 3.11.8, and
takes 256 KiB for each connection.
"""

import asyncio
import ssl
from contextlib import suppress
from typing import Any

from wscli.net.leftover import read_leftover

_CHUNK = 64 * 1024


class TlsLayer(asyncio.Transport, asyncio.Protocol):
    """A transport to the protocol above, and the protocol of the transport below."""

    def __init__(
        self,
        below: asyncio.Transport,
        above: asyncio.Protocol,
        context: ssl.SSLContext,
        server_name: str,
    ) -> None:
        """Prepare a session.

        Args:
            below: Carries what is encrypted.
            above: Gets what was inside.
            context: The choices for the session.
            server_name: The name to ask for and to verify.

        Raises:
            ValueError: The name cannot be one.
        """
        super().__init__()
        self._below = below
        self._above = above
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._session = context.wrap_bio(
            self._incoming, self._outgoing, server_hostname=server_name
        )
        self._loop = asyncio.get_running_loop()
        self._secured: asyncio.Future[None] = self._loop.create_future()
        self._is_paused = False
        self._is_left = False
        self._has_ended = False
        self._error: OSError | None = None

    async def handshake(self) -> None:
        """Do the TLS handshake.

        Raises:
            OSError: It failed, or the connection broke.
        """
        self._below.set_protocol(self)
        self._advance()
        await self._secured

    # What the transport below calls.

    def data_received(self, data: bytes) -> None:
        """Take what is encrypted."""
        self._incoming.write(data)
        self._advance()

    def eof_received(self) -> bool:
        """Take the end of what is encrypted, with or without a goodbye of TLS."""
        self._has_ended = True
        self._advance()
        # When to close is up to this layer: what is inside may not be read yet.
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        """Hand on what came before the loss, and the loss."""
        if exc is not None:
            self._incoming.write(read_leftover(self._below))
            self._is_paused = False
            self._advance()
        error = self._error or exc
        if not self._secured.done():
            self._secured.set_exception(error or ConnectionResetError())
        self._above.connection_lost(error)

    def pause_writing(self) -> None:
        """Hand on that no more is taken for now."""
        self._above.pause_writing()

    def resume_writing(self) -> None:
        """Hand on that more is taken."""
        self._above.resume_writing()

    # What the protocol above calls.

    def get_extra_info(self, name: str, default: Any = None) -> Any:  # noqa: ANN401  asyncio's signature
        """Return the session as `ssl_object`, and anything else from below."""
        if name == "ssl_object":
            return self._session
        return self._below.get_extra_info(name, default)

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        """Hand over to another protocol above."""
        assert isinstance(protocol, asyncio.Protocol)
        self._above = protocol

    def get_protocol(self) -> asyncio.Protocol:
        """Return the protocol above."""
        return self._above

    def is_closing(self) -> bool:
        """Whether nothing is sent any more."""
        return self._below.is_closing()

    def pause_reading(self) -> None:
        """Let the peer wait."""
        self._is_paused = True
        self._below.pause_reading()

    def resume_reading(self) -> None:
        """Go on, first with what has been received already."""
        if self._is_paused:
            self._is_paused = False
            self._below.resume_reading()
            self._loop.call_soon(self._advance)

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send octets, unless the connection is closing."""
        if not self.is_closing():
            self._session.write(data)
            self._flush()

    def get_write_buffer_size(self) -> int:
        """Return how many octets wait to be sent."""
        return self._below.get_write_buffer_size()

    def close(self) -> None:
        """Say goodbye, and close what is below."""
        if self.is_closing():
            return
        self._is_left = True
        # It asks for the peer's goodbye, which nobody waits for.
        with suppress(ssl.SSLError):
            self._session.unwrap()
        self._flush()
        self._below.close()

    def abort(self) -> None:
        """Drop the connection."""
        self._is_left = True
        self._below.abort()

    # How octets pass.

    def _advance(self) -> None:
        """Do what can be done with what has come."""
        try:
            if not self._secured.done():
                self._session.do_handshake()
                self._secured.set_result(None)
            self._pull()
        except ssl.SSLWantReadError:
            if self._has_ended:
                self._end()
        except ssl.SSLError as error:
            self._fail(error)
        self._flush()

    def _pull(self) -> None:
        while not self._is_paused and not self._is_left:
            octets = self._session.read(_CHUNK)
            if not octets:
                self._end()
                return
            self._above.data_received(octets)

    def _flush(self) -> None:
        octets = self._outgoing.read()
        if octets and not self._below.is_closing():
            self._below.write(octets)

    def _end(self) -> None:
        if not self._secured.done():
            self._fail(ConnectionResetError())
            return
        # No protocol here speaks on into a connection that is half closed.
        self._above.eof_received()
        self.close()

    def _fail(self, error: OSError) -> None:
        self._error = error
        # There is an alert in it that tells the peer.
        self._flush()
        self.abort()
