"""`wscli connect`: a session, typed or piped."""

from typing import Annotated

from wscli.cli.dial_options import DialOptions
from wscli.cli.message_options import text_message
from wscli.cli.options import duration, flatten, option
from wscli.cli.output_options import OutputOptions
from wscli.cli.piped_input import InputKind
from wscli.cli.target_argument import TARGET
from wscli.cli.until_options import UntilOptions
from wscli.core.errors import UsageError
from wscli.core.exit_codes import ExitCode
from wscli.session.ending import EndRule

INPUT = "Piped input"


@flatten
def command(
    *,
    target: TARGET,
    binary: Annotated[
        bool, option("--binary", panel=INPUT, meaning="Send binary messages.")
    ] = False,
    null: Annotated[
        bool,
        option(
            "--null",
            panel=INPUT,
            meaning="Take what stands between NULs as a message, instead of each line.",
        ),
    ] = False,
    json_lines: Annotated[
        bool,
        option(
            "--json-lines",
            panel=INPUT,
            meaning="Check that each line is JSON before it is sent.",
        ),
    ] = False,
    wait: Annotated[
        float | None,
        duration(
            "--wait",
            panel=INPUT,
            meaning="At the end of the input, wait for replies until none has come"
            " for so long; 1s.",
        ),
    ] = None,
    data: Annotated[
        list[str] | None,
        option(
            "-d",
            "--data",
            panel=INPUT,
            metavar="TEXT",
            is_repeatable=True,
            meaning="Send this text first; @FILE sends a file.",
        ),
    ] = None,
    end: UntilOptions,
    dialing: DialOptions,
    output: OutputOptions,
) -> ExitCode:
    r"""Hold a session with an endpoint.

    On a terminal, each line that is typed is sent as a text message, and what comes
    is shown above it. In a pipe, each line of standard input is a message, and each
    message that comes is a line of standard output; nothing else goes there.

    **Examples**

    - `wscli connect :8000/ws` opens a session on the terminal.

    - `printf 'one\ntwo\n' | wscli connect echo -n 2` sends two messages and prints
      two replies.

    - `wscli connect wss://example.com/rpc --json-lines < requests.jsonl >
      replies.jsonl` plays a file.
    """
    from wscli.cli.conversing import Asked, converse

    if binary and json_lines:
        raise UsageError("--binary and --json-lines exclude each other", "drop one")
    kind = InputKind.BINARY if binary else InputKind.TEXT
    is_anything_awaited = end.count is not None or end.until is not None
    return converse(
        Asked(
            target=target,
            dialing=dialing,
            output=output,
            rule=EndRule(
                count=end.count,
                until=end.until,
                quiet=None if is_anything_awaited else wait,
                patience=wait if is_anything_awaited else None,
            ),
            preamble=tuple(text_message(each, where="--data") for each in data or ()),
            input=InputKind.JSON if json_lines else kind,
            is_nul=null,
            has_opening=True,
        )
    )
