"""Transports: unix sockets, TLS put on top of what there is, and who is at the end."""

import asyncio
import ssl
from typing import cast

from wscli.core.errors import ConnectError, Stage, UsageError
from wscli.core.events import TlsSession
from wscli.net.resolve import explain_connect
from wscli.net.stream import Stream
from wscli.net.tls import explain_tls_error
from wscli.net.tls_layer import TlsLayer
from wscli.wire.quoting import quoted


async def connect_unix(path: str) -> Stream:
    """Return a stream to the unix socket at this path.

    Raises:
        ConnectError: Nothing listens there.
    """
    loop = asyncio.get_running_loop()
    try:
        _, stream = await loop.create_unix_connection(Stream, path)
    except OSError as error:
        raise explain_connect(error, f"the socket {path}") from None
    return stream


async def start_tls(
    stream: Stream, context: ssl.SSLContext, server_name: str, *, plain: str = "ws://"
) -> None:
    """Put TLS on a stream; afterwards it carries what is inside.

    Args:
        stream: What has been said so far, if anything, has been read.
        context: The choices for the session.
        server_name: The name to ask for and to verify.
        plain: What the user would write for a connection without TLS.

    Raises:
        UsageError: The name cannot be that of a server.
        ConnectError: The TLS handshake failed.
    """
    if stream.take():
        # Anybody between could have put it there.
        raise ConnectError(
            Stage.TLS,
            f"{server_name} spoke before the TLS handshake",
            f"use {plain} if the port is for plain connections",
        )
    below = cast("asyncio.Transport", stream.transport)
    try:
        layer = TlsLayer(below, stream, context, server_name)
        if stream.is_over:
            raise ConnectionResetError
        await layer.handshake()
    except ssl.SSLError as error:
        raise explain_tls_error(error, server_name, plain=plain) from None
    except OSError:
        raise ConnectError(
            Stage.TLS,
            f"{server_name} broke the connection off during the TLS handshake",
            f"its log may tell why; use {plain} if the port is for plain connections",
        ) from None
    except (ValueError, TypeError):
        # It is too long, or has an empty label or a character that no name has.
        raise UsageError(
            f"{quoted(server_name)} cannot be the name of a server",
            "write it as in the server's certificate",
        ) from None
    stream.transport = layer


def abort(stream: Stream) -> None:
    """Drop the connection of a stream at once."""
    if stream.transport is not None:
        stream.transport.abort()


def peer_address(transport: asyncio.Transport) -> str:
    """Return where a transport ends: `ADDRESS:PORT`, or the path of a unix socket."""
    peer = transport.get_extra_info("peername")
    if not isinstance(peer, tuple):
        return f"unix:{peer or ''}"
    host, port = peer[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def tls_session(
    transport: asyncio.Transport, *, is_verified: bool
) -> TlsSession | None:
    """Return what TLS agreed on, or None for a plain transport."""
    session = transport.get_extra_info("ssl_object")
    if session is None:
        return None
    cipher = session.cipher()
    return TlsSession(session.version() or "", cipher[0] if cipher else "", is_verified)
