"""Regular expressions as people write them."""

import re
import warnings

from wscli.core.errors import UsageError

_SHOWN = 60
"""Characters of a regular expression that the sentence about it repeats."""


def compile_regex(text: str) -> re.Pattern[str]:
    """Return the compiled regular expression, in Python's syntax.

    Raises:
        UsageError: It does not compile; the sentence says where and why.
    """
    try:
        with warnings.catch_warnings():
            # What may mean something else in a later Python is of no use here.
            warnings.simplefilter("ignore")
            return re.compile(text)
    except re.error as error:
        where = "" if error.pos is None else f" at character {error.pos + 1}"
        reason = f"{error.msg}{where}"
    except OverflowError:
        reason = "a repetition in it is too large"
    except RecursionError:
        reason = "it is nested too deeply"
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    raise UsageError(
        f"the regular expression {shown!r} cannot be used: {reason}",
        r"write . * + ? ( ) [ { \ | ^ $ with a \ before it where it stands for itself",
    )
