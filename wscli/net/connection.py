"""An open connection: messages out, events in, and an end that always comes.

The protocol itself is `websockets`' Sans-I/O one; this is its asyncio transport,
with the bounds that a tester needs: the closing handshake has a deadline, a peer
that does not read cannot make pongs pile up, one that floods is made to wait, and
the keepalive's clock stops while we are the slow side.
"""

import asyncio
import secrets
from collections.abc import Callable

from websockets.protocol import State

from wscli.core.clock import Clock
from wscli.core.close_codes import INTERNAL_ERROR, NORMAL_CLOSURE
from wscli.core.events import Closed, Event, Opened
from wscli.core.frames import MessageKind
from wscli.core.target import Limits
from wscli.net.closure import closed_by, explain_loss
from wscli.net.inbox import Inbox
from wscli.net.keepalive import Keepalive
from wscli.net.leftover import read_leftover
from wscli.net.narrator import Narrator
from wscli.net.outbox import Outbox
from wscli.net.tap import ObservedProtocol

_BURST = 16
"""Messages that are sent at once before others have their turn."""


class ConnectionOverError(Exception):
    """Nothing can be sent any more: the closing handshake has begun, or more."""


class Connection(asyncio.Protocol):
    """One open connection.

    Events go to `emit`, in order, as they happen; it must neither block nor raise.

    Attributes:
        opened: How the connection came about.
    """

    def __init__(
        self,
        protocol: ObservedProtocol,
        transport: asyncio.Transport,
        opened: Opened,
        limits: Limits,
        emit: Callable[[Event], None],
        clock: Clock,
        *,
        started: float,
        has_data_frames: bool = False,
    ) -> None:
        """Take over a transport whose opening handshake is done.

        Args:
            protocol: The protocol, after the handshake.
            transport: Where the frames go.
            opened: What is known of the handshake.
            limits: The bounds on time and memory.
            emit: Takes every event.
            clock: Where time comes from.
            started: When dialling began, on that clock.
            has_data_frames: Whether to tell frames of data besides messages.
        """
        self.opened = opened
        self._protocol = protocol
        self._transport = transport
        self._limits = limits
        self._emit = emit
        self._clock = clock
        self._started = started
        self._narrator = Narrator(
            protocol, emit, self._now, has_data_frames=has_data_frames
        )
        self._inbox = Inbox(transport, self._read)
        self._outbox = Outbox(protocol, transport, self._narrator)
        self._loop = asyncio.get_running_loop()
        self._closed: asyncio.Future[Closed] = self._loop.create_future()
        self._burst = 0
        self._close_timer: asyncio.TimerHandle | None = None
        self._has_answer = False
        self._cause = ""
        self._keepalive = Keepalive(
            limits.ping_interval,
            limits.ping_timeout,
            ping=self._ping_if_open,
            fail=self._fail_silent,
        )

    # What a user of the connection calls.

    @property
    def is_open(self) -> bool:
        """Whether messages can be sent."""
        return self._protocol.state is State.OPEN and not self._transport.is_closing()

    def start(self, received: bytes) -> None:
        """Begin to receive, first what came glued to the opening handshake."""
        self._transport.set_protocol(self)
        self._keepalive.start()
        # Who dials may want to pause before anything is told.
        self._inbox.put_aside(received)

    async def send(self, kind: MessageKind, payload: bytes) -> None:
        """Send a message, waiting while the peer takes no more.

        Raises:
            ConnectionOverError: The connection is closing or closed.
        """
        self._burst += 1
        if self._burst >= _BURST:
            # A peer that takes all at once must not keep us from hearing it.
            self._burst = 0
            await asyncio.sleep(0)
        await self._outbox.wait_for_room()
        self._require_open()
        if kind is MessageKind.TEXT:
            self._protocol.send_text(payload)
        else:
            self._protocol.send_binary(payload)
        sent = self._outbox.flush(payload)
        self._narrator.tell_message(kind, payload, sent)

    def ping(self, payload: bytes | None = None) -> None:
        """Send a ping; its answer is told by `PongTimed`.

        Args:
            payload: At most 125 bytes; random ones by default.

        Raises:
            ConnectionOverError: The connection is closing or closed.
        """
        self._require_open()
        self._protocol.send_ping(_unique() if payload is None else payload)
        self._outbox.flush()

    def pong(self, payload: bytes = b"") -> None:
        """Send a pong that nobody asked for (RFC 6455 section 5.5.3).

        Raises:
            ConnectionOverError: The connection is closing or closed.
        """
        self._require_open()
        self._protocol.send_pong(payload)
        self._outbox.flush()

    async def close(
        self, code: int | None = NORMAL_CLOSURE, reason: str = ""
    ) -> Closed:
        """Start the closing handshake and return how the connection ended.

        It ends within twice the limit for closing, whatever the peer does. On a
        connection that is closing already, the code is not sent.

        Args:
            code: One that may be sent; None sends a close frame without a code.
            reason: At most 123 bytes of UTF-8.
        """
        if self.is_open:
            self._protocol.send_close(code, reason)
            self._outbox.flush()
            self._await_end()
        self.resume_reading()
        return await self.wait_closed()

    def abort(self) -> None:
        """Drop the TCP connection at once, without a close frame."""
        self._cause = self._cause or "dropped by us without a close frame"
        self._keepalive.stop()
        self._inbox.clear()
        self._transport.abort()

    async def wait_closed(self) -> Closed:
        """Return how the connection ended, once it has."""
        return await asyncio.shield(self._closed)

    def pause_reading(self) -> None:
        """Let the peer wait: whoever takes the events is behind."""
        self._keepalive.pause()
        self._inbox.pause()

    def resume_reading(self) -> None:
        """Go on after `pause_reading`."""
        if self._inbox.is_paused:
            self._keepalive.resume()
            self._inbox.resume()

    # What asyncio calls.

    def data_received(self, data: bytes) -> None:
        """Take octets of the peer, and tell what they mean."""
        self._keepalive.note_life()
        self._inbox.put(data)

    def eof_received(self) -> bool:
        """Take the end of the peer's octets."""
        self._inbox.put_last()
        self._cause = self._cause or explain_loss(None)
        self._protocol.receive_eof()
        self._outbox.flush()
        # A peer that has ended need not take what still waits to be sent.
        self._await_end()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell how the connection ended."""
        self._keepalive.stop()
        self._inbox.put_last(b"" if exc is None else read_leftover(self._transport))
        if self._close_timer is not None:
            self._close_timer.cancel()
        self._protocol.receive_eof()
        self._protocol.data_to_send()
        cause = self._cause or explain_loss(exc)
        closed = closed_by(self._protocol, self._now(), cause)
        self._emit(closed)
        self._closed.set_result(closed)
        self._outbox.end()

    def pause_writing(self) -> None:
        """Make senders wait: the peer takes no more for now."""
        self._outbox.pause()

    def resume_writing(self) -> None:
        """Let senders go on."""
        self._outbox.resume()

    # What happens in between.

    def _now(self) -> float:
        return self._clock.monotonic() - self._started

    def _require_open(self) -> None:
        if not self.is_open:
            raise ConnectionOverError

    def _ping_if_open(self) -> None:
        if self.is_open:
            self._narrator.keepalive = _unique()
            self.ping(self._narrator.keepalive)

    def _read(self, octets: bytearray) -> None:
        self._protocol.receive_data(octets)
        self._narrator.tell_received()
        if self._narrator.has_violation:
            self._cause = self._cause or "nothing is read after a violation"
        self._outbox.flush()
        if self._protocol.close_expected():
            self._await_end()

    # How it ends.

    def _await_end(self) -> None:
        """Give the peer a limited time for what it has to do next."""
        self._keepalive.stop()
        self._outbox.end()
        has_answer = self._protocol.close_rcvd is not None
        if self._close_timer is not None:
            if has_answer == self._has_answer:
                return
            self._close_timer.cancel()
        self._has_answer = has_answer
        self._close_timer = self._loop.call_later(self._limits.close, self._end)

    def _end(self) -> None:
        self._cause = self._cause or "no answer to our close frame"
        self._transport.abort()

    def _fail_silent(self) -> None:
        self._cause = "the peer answered no ping and sent nothing else"
        self._protocol.fail(INTERNAL_ERROR, "keepalive ping timeout")
        self._outbox.flush()
        self._transport.abort()


def _unique() -> bytes:
    """Return a payload that no other ping has."""
    return secrets.token_bytes(4)
