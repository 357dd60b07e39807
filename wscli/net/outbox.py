"""Frames of our own, on their way to a peer that may not read."""

import asyncio

from wscli.core.frames import Opcode
from wscli.net.narrator import Narrator
from wscli.net.tap import ObservedProtocol, WireFrame


class Outbox:
    """Writes what the protocol wants written, and tells it.

    Senders wait while the peer takes no more, and of the pongs, only the latest one
    does: it answers the others too (RFC 6455 section 5.5.3).
    """

    def __init__(
        self,
        protocol: ObservedProtocol,
        transport: asyncio.Transport,
        narrator: Narrator,
    ) -> None:
        """Take what writes, where to, and who tells."""
        self._protocol = protocol
        self._transport = transport
        self._narrator = narrator
        self._has_room = asyncio.Event()
        self._has_room.set()
        self._is_clogged = False
        self._is_over = False
        self._held_pong: tuple[bytes, WireFrame] | None = None

    def flush(self, payload: bytes = b"") -> list[WireFrame]:
        """Write, and return the frames that were written.

        Args:
            payload: Of the data frame among them, if there is one.
        """
        written, sent = [], []
        wires = self._protocol.tap.take_sent()
        # The mark of the end, which comes last, is no frame.
        for octets, wire in zip(self._protocol.data_to_send(), wires, strict=False):
            if self._is_clogged and wire.opcode is Opcode.PONG:
                self._held_pong = octets, wire
            else:
                written.append(octets)
                sent.append(wire)
        if sent and not self._transport.is_closing():
            self._transport.write(b"".join(written))
            for wire in sent:
                self._narrator.tell_sent(wire, payload)
        return sent

    async def wait_for_room(self) -> None:
        """Return when the peer takes more, or when nothing is sent any more."""
        while not self._has_room.is_set():
            await self._has_room.wait()

    def pause(self) -> None:
        """The peer takes no more for now."""
        self._is_clogged = True
        if not self._is_over:
            self._has_room.clear()

    def resume(self) -> None:
        """The peer takes more: the pong that waited comes first."""
        self._is_clogged = False
        self._has_room.set()
        held, self._held_pong = self._held_pong, None
        if held is not None and not self._is_over:
            octets, wire = held
            self._transport.write(octets)
            self._narrator.tell_sent(wire, b"")

    def end(self) -> None:
        """Let nobody wait: the closing handshake has begun, or more."""
        self._is_over = True
        self._has_room.set()
