"""The options about which message is the last one, for every command."""

import re
from dataclasses import dataclass
from typing import Annotated

from wscli.cli.options import option
from wscli.core.errors import UsageError
from wscli.notation.matchers import Matcher, parse_match

UNTIL = "Until when"

# More digits than any count has, and fewer than Python refuses to read.
_NUMBER = re.compile(r"[0-9]{1,18}")

MATCH_HELP = (
    "exact text, '<json {...}', '<contains ...', '<matches REGEX', or a JSONPath"
)


def parse_count(text: str) -> int:
    """Return a number of messages.

    Raises:
        UsageError: It is none.
    """
    if not _NUMBER.fullmatch(text):
        raise UsageError(
            f"{text[:20]!r} is not a number of messages", "write 0 or more"
        )
    return int(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class UntilOptions:
    """Which message is the last one."""

    count: Annotated[
        int | None,
        option(
            "-n",
            "--count",
            panel=UNTIL,
            metavar="N",
            parse=parse_count,
            meaning="End after N received messages.",
        ),
    ] = None
    until: Annotated[
        Matcher | None,
        option(
            "--until",
            panel=UNTIL,
            metavar="MATCH",
            parse=parse_match,
            meaning=f"End with a received message that matches: {MATCH_HELP}.",
        ),
    ] = None
