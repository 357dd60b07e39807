"""Close status codes: their registered names, and what each one means when seen.

The registry is IANA's "WebSocket Close Code Number Registry", which RFC 6455
section 11.7 opened; section 7.4 has the ranges.
"""

from dataclasses import dataclass

NORMAL_CLOSURE = 1000
GOING_AWAY = 1001
PROTOCOL_ERROR = 1002
NO_STATUS_RECEIVED = 1005
ABNORMAL_CLOSURE = 1006
INVALID_DATA = 1007
MESSAGE_TOO_BIG = 1009
INTERNAL_ERROR = 1011

MAX_REASON_BYTES = 123
"""A control frame carries 125 bytes, and the code takes two (section 5.5)."""


@dataclass(frozen=True, slots=True)
class CloseMeaning:
    """What a close code is called, and one plain sentence about it."""

    name: str
    sentence: str


REGISTERED: dict[int, CloseMeaning] = {
    1000: CloseMeaning(
        "normal closure", "The peer is done, and everything it had to say was said."
    ),
    1001: CloseMeaning(
        "going away",
        "The peer is leaving: a server that shuts down, or a page that was left.",
    ),
    1002: CloseMeaning(
        "protocol error", "The peer saw a frame or handshake that breaks RFC 6455."
    ),
    1003: CloseMeaning(
        "unsupported data",
        "The peer cannot use this type of message, such as binary where it wants text.",
    ),
    1004: CloseMeaning(
        "reserved", "No meaning has been given to this code; no one should send it."
    ),
    1005: CloseMeaning(
        "no status received",
        "The close frame carried no code: an orderly goodbye that gives no cause.",
    ),
    1006: CloseMeaning(
        "abnormal closure",
        "The connection was lost without a close frame: the server's process or"
        " handler died, or something between dropped it.",
    ),
    1007: CloseMeaning(
        "invalid frame payload data",
        "The peer got data that does not fit its type, such as text that is not UTF-8.",
    ),
    1008: CloseMeaning(
        "policy violation",
        "The peer refuses on its own rules; often a credential is missing or wrong.",
    ),
    1009: CloseMeaning(
        "message too big", "The peer got a message larger than it is ready to take."
    ),
    1010: CloseMeaning(
        "mandatory extension",
        "The client wanted an extension that the server did not agree to.",
    ),
    1011: CloseMeaning(
        "internal error",
        "The server met a condition it did not expect; its log should tell more.",
    ),
    1012: CloseMeaning(
        "service restart", "The server restarts; connecting again later should work."
    ),
    1013: CloseMeaning(
        "try again later", "The server is overloaded; connect again after a while."
    ),
    1014: CloseMeaning(
        "bad gateway", "A gateway got an invalid answer from the server behind it."
    ),
    1015: CloseMeaning(
        "TLS handshake", "The TLS handshake failed, so no close frame could be sent."
    ),
    3000: CloseMeaning(
        "unauthorized", "The endpoint needs credentials that it did not get."
    ),
    3003: CloseMeaning(
        "forbidden", "The credentials are known but do not allow this endpoint."
    ),
    3008: CloseMeaning("timeout", "The peer waited for something for too long."),
}

NEVER_ON_THE_WIRE = frozenset({1005, 1006, 1015})
"""Codes an endpoint reports but must not send (section 7.4.1)."""

ORDERLY = frozenset({NORMAL_CLOSURE, GOING_AWAY, NO_STATUS_RECEIVED})
"""Codes after which a session counts as ended normally."""


def explain(code: int) -> CloseMeaning:
    """Return the name of a close code and a plain sentence about it.

    Every integer has an answer: codes that nobody registered are described by
    the range they fall in (RFC 6455 section 7.4.2).
    """
    if code in REGISTERED:
        return REGISTERED[code]
    if 3000 <= code <= 3999:
        return CloseMeaning(
            "library or framework code",
            "The range 3000-3999 is for libraries and frameworks; the documentation of"
            " the one that the server uses says what it means.",
        )
    if 4000 <= code <= 4999:
        return CloseMeaning(
            "application code",
            "The range 4000-4999 belongs to applications; this one's own"
            " documentation says what it means.",
        )
    if 1000 <= code <= 2999:
        return CloseMeaning(
            "unassigned",
            "The range 1000-2999 is the protocol's own, and this code is not"
            " registered.",
        )
    return CloseMeaning(
        "invalid", "Close codes run from 1000 to 4999; this one is outside."
    )


def may_be_sent(code: int) -> bool:
    """Whether an endpoint may put this code into a close frame (section 7.4)."""
    if 3000 <= code <= 4999:
        return True
    return code in REGISTERED and code not in NEVER_ON_THE_WIRE and code != 1004
