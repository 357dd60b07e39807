"""Close codes and reasons as given by a user."""

from wscli.core.actions import Close
from wscli.core.close_codes import (
    ABNORMAL_CLOSURE,
    MAX_REASON_BYTES,
    NO_STATUS_RECEIVED,
    explain,
    may_be_sent,
)
from wscli.core.errors import UsageError

_SEEN_ONLY = (NO_STATUS_RECEIVED, ABNORMAL_CLOSURE)
"""Codes that stand for a close frame without one, and for no close frame."""


def checked_close(code: int, reason: str) -> Close:
    """Return how to close.

    Raises:
        UsageError: The code must not be sent, or the reason is too long (RFC 6455
            sections 5.5 and 7.4).
    """
    if not may_be_sent(code):
        raise UsageError(
            f"--close-code: {code} ({explain(code).name}) must not be sent",
            "use 1000, another registered code, or one from 3000 to 4999",
        )
    try:
        size = len(reason.encode("utf-8"))
    except UnicodeEncodeError:
        raise UsageError(
            "--close-reason: it is not valid UTF-8",
            "RFC 6455 section 5.5.1 asks for text",
        ) from None
    if size > MAX_REASON_BYTES:
        raise UsageError(
            f"--close-reason: {size} bytes are too many",
            f"a close frame has room for {MAX_REASON_BYTES}",
        )
    return Close(code, reason)


def checked_expected_close(code: int | None) -> int | None:
    """Return a close code that can be seen.

    Raises:
        UsageError: No connection ends with it.
    """
    if code is None or may_be_sent(code) or code in _SEEN_ONLY:
        return code
    raise UsageError(
        f"--expect-close: no connection ends with {code} ({explain(code).name})",
        "a peer sends 1000 to 1014 or 3000 to 4999; 1006 is a lost connection",
    )
