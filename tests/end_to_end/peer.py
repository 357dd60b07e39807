"""The other end of a conversation, held by the test itself, one step at a time.

A test says what the server does between what it sees of wscli. Every wait is bounded
by the timeout of the socket.
"""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager

from tests.end_to_end.process import PATIENCE
from tests.peers.frames import close, frame, text
from tests.peers.opening import Request, switching
from wscli.core.frames import Opcode


class Listener:
    """A socket that listens on a free port."""

    def __init__(self, listener: socket.socket) -> None:
        """Take the socket."""
        self._socket = listener
        self._accepted: list[socket.socket] = []

    @property
    def place(self) -> str:
        """`HOST:PORT`."""
        host, port = self._socket.getsockname()
        return f"{host}:{port}"

    @property
    def url(self) -> str:
        """A URL that leads here."""
        return f"ws://{self.place}/"

    def accept(self) -> socket.socket:
        """Return the next connection as it comes, without an opening handshake."""
        connection, _ = self._socket.accept()
        connection.settimeout(PATIENCE)
        self._accepted.append(connection)
        return connection

    def open(self, greeting: bytes = b"") -> "Peer":
        """Return the next connection, upgraded (RFC 6455 section 4.2).

        Args:
            greeting: Frames that come in one piece with the answer.
        """
        connection = self.accept()
        request = read_request(connection)
        connection.sendall(switching(request) + greeting)
        return Peer(connection)

    def has_been_called(self) -> bool:
        """Whether a connection waits that nobody accepted yet."""
        self._socket.setblocking(False)
        try:
            self.accept()
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        """Close it and all its connections."""
        for each in (self._socket, *self._accepted):
            each.close()


@contextmanager
def listen() -> Iterator[Listener]:
    """Listen on 127.0.0.1 until the end of the block."""
    listener = Listener(socket.create_server(("127.0.0.1", 0)))
    listener._socket.settimeout(PATIENCE)
    try:
        yield listener
    finally:
        listener.close()


class Peer:
    """The server's side of an open connection."""

    def __init__(self, connection: socket.socket) -> None:
        """Take the connection, after its opening handshake."""
        self.connection = connection

    def say(self, *messages: str) -> None:
        """Send text messages."""
        self.connection.sendall(b"".join(map(text, messages)))

    def say_bytes(self, payload: bytes) -> None:
        """Send a binary message."""
        self.connection.sendall(frame(Opcode.BINARY, payload))

    def pong(self, payload: bytes) -> None:
        """Answer a ping."""
        self.connection.sendall(frame(Opcode.PONG, payload))

    def close(self, code: int = 1000, reason: str = "") -> None:
        """Send a close frame."""
        self.connection.sendall(close(code, reason))

    def hear(self) -> tuple[Opcode, bytes]:
        """Return opcode and payload of the next frame."""
        first, second = self._read(2)
        assert second & 0x80, "a client masks its frames"
        size = second & 0x7F
        if size == 126:
            (size,) = struct.unpack("!H", self._read(2))
        elif size == 127:
            (size,) = struct.unpack("!Q", self._read(8))
        mask = self._read(4)
        return Opcode(first & 0x0F), _unmasked(self._read(size), mask)

    def hear_text(self) -> str:
        """Return the next message, which must be text in one frame."""
        opcode, payload = self.hear()
        assert opcode is Opcode.TEXT
        return payload.decode()

    def hear_close(self) -> tuple[int, str]:
        """Return code and reason of the next frame, which must be a close frame."""
        opcode, payload = self.hear()
        assert opcode is Opcode.CLOSE
        return int.from_bytes(payload[:2]), payload[2:].decode()

    def hear_goodbye(self) -> tuple[int, str]:
        """Answer the close frame that comes next, and return its code and reason."""
        code, reason = self.hear_close()
        self.close(code)
        self.connection.shutdown(socket.SHUT_WR)
        return code, reason

    def has_ended(self) -> bool:
        """Whether nothing more comes, once that can be told."""
        try:
            return self.connection.recv(1) == b""
        except ConnectionResetError:
            return True

    def _read(self, size: int) -> bytes:
        octets = b""
        while len(octets) < size:
            more = self.connection.recv(size - len(octets))
            assert more, "the connection ended"
            octets += more
        return octets


def read_request(connection: socket.socket) -> Request:
    """Return the request of an opening handshake, which has no body."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        octet = connection.recv(1)
        assert octet, "the connection ended"
        head += octet
    line, *fields = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    pairs = (each.split(": ", 1) for each in fields)
    return Request(line, tuple((name, value) for name, value in pairs))


def _unmasked(payload: bytes, mask: bytes) -> bytes:
    repeated = (mask * (len(payload) // 4 + 1))[: len(payload)]
    plain = int.from_bytes(payload) ^ int.from_bytes(repeated)
    return plain.to_bytes(len(payload))
