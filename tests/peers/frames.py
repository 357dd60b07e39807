"""Frames as a server writes and reads them, legal or not (RFC 6455 section 5.2)."""

import asyncio
import struct
import zlib

from wscli.core.frames import Frame, Opcode


def frame(
    opcode: int,
    payload: bytes = b"",
    *,
    fin: bool = True,
    rsv: int = 0,
    mask: bytes = b"",
) -> bytes:
    """Return one frame.

    Args:
        opcode: The four bits, known or not.
        payload: As it goes on the wire.
        fin: Whether it is the last one of its message.
        rsv: The three reserved bits, as a number; 4 is RSV1.
        mask: Four octets to mask with, which a server must not.
    """
    first = fin << 7 | rsv << 4 | opcode
    masked = 0x80 if mask else 0
    size = len(payload)
    if size < 126:
        head = struct.pack("!BB", first, masked | size)
    elif size < 2**16:
        head = struct.pack("!BBH", first, masked | 126, size)
    else:
        head = struct.pack("!BBQ", first, masked | 127, size)
    return head + mask + (_masked(payload, mask) if mask else payload)


def text(content: str, *, fin: bool = True) -> bytes:
    """Return a frame of text."""
    return frame(Opcode.TEXT, content.encode(), fin=fin)


def close(code: int | None = None, reason: str = "") -> bytes:
    """Return a close frame; without a code, an empty one."""
    payload = b"" if code is None else struct.pack("!H", code) + reason.encode()
    return frame(Opcode.CLOSE, payload)


def deflated(payload: bytes) -> bytes:
    """Return the payload as permessage-deflate has it (RFC 7692 section 7.2.1)."""
    (whole,) = deflated_parts(payload)
    return whole


def deflated_parts(*payloads: bytes) -> list[bytes]:
    """Return the payloads of the fragments of one compressed message."""
    encoder = zlib.compressobj(wbits=-15)
    parts = [
        encoder.compress(payload) + encoder.flush(zlib.Z_SYNC_FLUSH)
        for payload in payloads
    ]
    return [*parts[:-1], parts[-1].removesuffix(b"\x00\x00\xff\xff")]


async def read_frame(reader: asyncio.StreamReader) -> Frame:
    """Return the client's next frame, unmasked but not decompressed.

    It must be masked, as every frame of a client.
    """
    first, second = await reader.readexactly(2)
    assert second & 0x80, "a client masks its frames"
    size = second & 0x7F
    if size == 126:
        (size,) = struct.unpack("!H", await reader.readexactly(2))
    elif size == 127:
        (size,) = struct.unpack("!Q", await reader.readexactly(8))
    mask = await reader.readexactly(4)
    payload = _masked(await reader.readexactly(size), mask)
    return Frame(
        Opcode(first & 0x0F), payload, bool(first & 0x80), bool(first & 0x40), size
    )


def _masked(payload: bytes, mask: bytes) -> bytes:
    repeated = mask * (len(payload) // 4 + 1)
    whole = int.from_bytes(payload) ^ int.from_bytes(repeated[: len(payload)])
    return whole.to_bytes(len(payload))
