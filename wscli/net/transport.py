"""Transports: unix sockets, TLS put on top of what there is, and who is at the end."""

import asyncio
import ssl
from typing import cast

from wscli.core.errors import ConnectError, Stage
from wscli.core.events import TlsSession
from wscli.net.resolve import explain_connect
from wscli.net.stream import Stream
from wscli.net.tls import explain_tls_error


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


async def start_tls(stream: Stream, context: ssl.SSLContext, server_name: str) -> None:
    """Put TLS on a stream; afterwards it carries what is inside.

    Raises:
        ConnectError: The TLS handshake failed.
    """
    loop = asyncio.get_running_loop()
    transport = cast("asyncio.Transport", stream.transport)
    try:
        stream.transport = await loop.start_tls(
            transport, stream, context, server_hostname=server_name
        )
    except ssl.SSLError as error:
        raise explain_tls_error(error, server_name) from None
    except OSError:
        raise ConnectError(
            Stage.TLS,
            f"{server_name} broke the connection off during the TLS handshake",
            "use ws:// if the port is for plain connections, or look at its log",
        ) from None


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
