"""What the system or OpenSSL says about a failure, in a few words."""

import os
import re
import ssl

_NUMBER = re.compile(r"\[Errno (\d+)\]")


def reason_of(error: Exception) -> str:
    """Return why an operation on a connection failed, on one line, without numbers."""
    match error:
        case ssl.SSLError():
            # Of some failures, neither OpenSSL nor Python knows a reason.
            known = getattr(error, "reason", None) or error.strerror
            return (known or "for no reason that is known").replace("_", " ").lower()
        case OSError(errno=int(number)) if number > 0:
            return os.strerror(number).lower()
        case OSError(strerror=str(words)):
            return words.lower()
        case _:
            return _of_several(str(error))


def _of_several(text: str) -> str:
    """Shorten what stands for the errors of several addresses: each reason, once."""
    numbers = dict.fromkeys(map(int, _NUMBER.findall(text)))
    return ", ".join(os.strerror(each).lower() for each in numbers) or text
