"""What the peer sent before a connection broke, and nobody has read."""

import asyncio
import os
import socket
from contextlib import suppress

_CHUNK = 64 * 1024


def read_leftover(transport: asyncio.BaseTransport) -> bytes:
    """Return the octets that wait in the socket of a transport that is being lost.

    asyncio gives a socket up when a write fails, with what has come still in it: an
    answer, an alert or a close frame that explains the failure. To be called in
    `connection_lost`, when the socket is not closed yet; what the system keeps for a
    socket is bounded.
    """
    leftover = b""
    # Below TLS somebody else has read them, and what is in the socket is encrypted.
    if transport.get_extra_info("ssl_object") is not None:
        return leftover
    lost = transport.get_extra_info("socket")
    with suppress(OSError), socket.socket(fileno=os.dup(lost.fileno())) as opened:
        opened.settimeout(0)
        while octets := opened.recv(_CHUNK):
            leftover += octets
    return leftover
