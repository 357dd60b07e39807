"""The options about what is shown, where, and how."""

from dataclasses import dataclass
from enum import Enum
from typing import Annotated

from wscli.cli.options import option

OUTPUT = "Output"


class Format(Enum):
    """What messages look like on standard output."""

    TEXT = "text"
    JSON = "json"
    RAW = "raw"


class ColorChoice(Enum):
    """When to use colours."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputOptions:
    """What is shown, where, and how."""

    include: Annotated[
        bool,
        option(
            "-i",
            "--include",
            panel=OUTPUT,
            meaning="Show the header fields of the opening handshake.",
        ),
    ] = False
    verbose: Annotated[
        int,
        option(
            "-v",
            "--verbose",
            panel=OUTPUT,
            is_count=True,
            meaning="Show the whole conversation with times, on standard error;"
            " -vv shows each frame.",
        ),
    ] = 0
    quiet: Annotated[
        bool,
        option("-q", "--quiet", panel=OUTPUT, meaning="Show errors only."),
    ] = False
    output: Annotated[
        str | None,
        option(
            "-o",
            "--output",
            panel=OUTPUT,
            metavar="FILE",
            meaning="Write messages to this file instead of standard output.",
        ),
    ] = None
    format: Annotated[
        Format | None,
        option(
            "--format",
            panel=OUTPUT,
            meaning="text: for people on a terminal, a line each in a pipe; raw: the"
            " bytes and nothing else; json: every event as a line of JSON.",
        ),
    ] = None
    color: Annotated[
        ColorChoice,
        option(
            "--color", panel=OUTPUT, meaning="When to use colours; see also NO_COLOR."
        ),
    ] = ColorChoice.AUTO
    debug: Annotated[
        bool,
        option("--debug", panel=OUTPUT, meaning="Show where in wscli an error arose."),
    ] = False
