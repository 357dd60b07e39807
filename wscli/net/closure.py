"""How a connection ended: the closing handshake, or why there was none."""

import ssl

from wscli.core.close_codes import ABNORMAL_CLOSURE
from wscli.core.events import Closed, Party
from wscli.net.reasons import reason_of
from wscli.net.tap import ObservedProtocol


def closed_by(protocol: ObservedProtocol, at: float, cause: str) -> Closed:
    """Return the end of a connection, once its octets have ended.

    Args:
        protocol: It knows the close frames.
        at: When the connection ended.
        cause: Why there is no close frame of the peer, if there is none.
    """
    received, sent = protocol.close_rcvd, protocol.close_sent
    by: Party | None = None
    if protocol.close_rcvd_then_sent:
        by = Party.PEER
    elif sent is not None:
        by = Party.LOCAL
    return Closed(
        at,
        ABNORMAL_CLOSURE if received is None else int(received.code),
        "" if received is None else received.reason,
        by,
        None if sent is None else int(sent.code),
        cause if received is None else "",
        "" if sent is None else sent.reason,
    )


def explain_loss(error: Exception | None) -> str:
    """Return in words why the octets ended; no error is an end in good order."""
    match error:
        case None:
            return "the peer ended the TCP connection without a close frame"
        case ConnectionResetError() | BrokenPipeError():
            return "the peer reset the TCP connection"
        case ssl.SSLError():
            return f"TLS failed: {reason_of(error)}"
        case _:
            return f"the connection broke: {reason_of(error)}"
