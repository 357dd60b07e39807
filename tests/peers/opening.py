"""The server's side of an opening handshake, by hand (RFC 6455 section 4.2)."""

import asyncio
import base64
import hashlib
from dataclasses import dataclass

_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asked for, as it wrote it."""

    line: str
    headers: tuple[tuple[str, str], ...]

    def header(self, name: str) -> str | None:
        """Return the first field of this name, in any case."""
        fields = ((key.lower(), value) for key, value in self.headers)
        return next((value for key, value in fields if key == name.lower()), None)


async def read_request(reader: asyncio.StreamReader) -> Request:
    """Return the next request; it has no body."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    line, *fields = head.removesuffix("\r\n\r\n").split("\r\n")
    pairs = (field.split(": ", 1) for field in fields)
    return Request(line, tuple((name, value) for name, value in pairs))


def accept_for(request: Request) -> str:
    """Return the `Sec-WebSocket-Accept` that this request is to be answered with."""
    key = f"{request.header('Sec-WebSocket-Key')}{_GUID}".encode("latin-1")
    return base64.b64encode(hashlib.sha1(key).digest()).decode("ascii")


def switching(request: Request, *fields: str) -> bytes:
    """Return a valid 101 for the request, with further header lines."""
    lines = (
        "HTTP/1.1 101 Switching Protocols",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Accept: {accept_for(request)}",
        *fields,
    )
    return answer(*lines)


def answer(*lines: str, body: bytes = b"") -> bytes:
    """Return an HTTP answer of these lines, status line first."""
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


async def upgrade(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    *fields: str,
    glued: bytes = b"",
) -> Request:
    """Accept an opening handshake; `glued` follows in the same write."""
    request = await read_request(reader)
    writer.write(switching(request, *fields) + glued)
    await writer.drain()
    return request
