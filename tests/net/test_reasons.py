import errno
import ssl

import pytest

from wscli.net.reasons import reason_of


def tls_error(reason: str | None, strerror: str | None) -> ssl.SSLError:
    error = ssl.SSLError(1, strerror) if strerror else ssl.SSLError()
    error.reason = reason
    return error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ConnectionResetError(errno.ECONNRESET, "x"), "connection reset by peer"),
        (OSError(errno.ETIMEDOUT, None), "connection timed out"),
        (OSError("no number"), "no number"),
        (OSError(-2, "Name or service not known"), "name or service not known"),
        (ValueError("strange"), "strange"),
        (tls_error("WRONG_VERSION_NUMBER", "x"), "wrong version number"),
        (tls_error(None, "The Operation Failed"), "the operation failed"),
        (tls_error(None, None), "for no reason that is known"),
        (ssl.SSLError(), "for no reason that is known"),
        (
            OSError(
                "Multiple exceptions: [Errno 101] Connect call failed ('::1', 1, 0, 0),"
                " [Errno 111] Connect call failed ('127.0.0.1', 1),"
                " [Errno 101] Connect call failed ('::2', 1, 0, 0)"
            ),
            "network is unreachable, connection refused",
        ),
    ],
)
def test_a_reason_is_a_few_words(error: Exception, reason: str) -> None:
    assert reason_of(error).startswith(reason)
    assert "\n" not in reason_of(error)
