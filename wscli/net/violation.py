"""How a peer broke the protocol or went over a limit, in words."""

from websockets.exceptions import PayloadTooBig, ProtocolError

from wscli.core.events import Violated
from wscli.net.tap import ObservedProtocol

# The words of the library, and ours, with the section of RFC 6455 or RFC 7692.
_RULES = {
    "incorrect masking": "a frame is masked, as only those of clients are (5.1)",
    "reserved bits must be 0": "a reserved bit is set that nothing was agreed on for"
    " (5.2)",
    "invalid opcode": "a frame has an opcode that is reserved (5.2)",
    "control frame too long": "a control frame has over 125 bytes (5.5)",
    "fragmented control frame": "a control frame is fragmented (5.5)",
    "unexpected continuation frame": "a continuation frame continues no message (5.4)",
    "expected a continuation frame": "a message begins in the middle of another (5.4)",
    "incomplete fragmented message": "a close frame comes in the middle of a message"
    " (5.4)",
    "close frame too short": "a close frame has half of a close code (5.5.1)",
    "invalid status code": "a close frame has a code that must not be sent (7.4)",
    "decompression failed": "a message cannot be decompressed (RFC 7692, 7.2.2)",
    "RSV1 bit set in continuation frame": "a continuation frame is marked as"
    " compressed (RFC 7692, 6.2)",
}


def violation_of(protocol: ObservedProtocol, at: float) -> Violated | None:
    """Return what the peer has broken by now, if anything; an end is no violation."""
    error = protocol.parser_exc
    if error is None or isinstance(error, EOFError):
        return None
    sent = protocol.close_sent
    # It is what the protocol answers with, unless a close frame had been sent before.
    assert sent is not None
    return Violated(at, _rule(protocol, error), int(sent.code))


def _rule(protocol: ObservedProtocol, error: Exception) -> str:
    match error:
        case _ if protocol.rules.broken:
            return protocol.rules.broken
        case PayloadTooBig():
            return f"a message is over the limit of {protocol.max_message_size} bytes"
        case UnicodeDecodeError():
            return "the reason in a close frame is not UTF-8 (5.5.1)"
        case ProtocolError():
            return _RULES.get(str(error), str(error))
        case _:
            return f"{type(error).__name__}: {error}"
