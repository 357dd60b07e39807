"""`wscli listen`: print what an endpoint sends."""

from typing import Annotated

from wscli.cli.dial_options import DialOptions
from wscli.cli.message_options import MESSAGE, text_message
from wscli.cli.options import duration, flatten, option
from wscli.cli.output_options import OutputOptions
from wscli.cli.target_argument import TARGET
from wscli.cli.until_options import UNTIL, UntilOptions
from wscli.core.exit_codes import ExitCode
from wscli.notation.json_path import parse_json_path
from wscli.notation.matchers import Matcher, Where, parse_match
from wscli.session.ending import EndRule


def parse_filter(text: str) -> Matcher:
    """Read a condition in JSONPath, or a matcher of the notation behind a `<`.

    Raises:
        UsageError: It is neither.
    """
    if text.startswith("<"):
        return parse_match(text)
    return Where(parse_json_path(text))


@flatten
def command(
    *,
    target: TARGET,
    data: Annotated[
        list[str] | None,
        option(
            "-d",
            "--data",
            panel=MESSAGE,
            metavar="TEXT",
            is_repeatable=True,
            meaning="Send this text first, on every connection; @FILE sends a file.",
        ),
    ] = None,
    duration_: Annotated[
        float | None,
        duration("--for", panel=UNTIL, meaning="End after so long."),
    ] = None,
    filter_: Annotated[
        Matcher | None,
        option(
            "--filter",
            panel=MESSAGE,
            metavar="MATCH",
            parse=parse_filter,
            meaning="Take only messages that match a JSONPath (RFC 9535), such as"
            " '$.type == \"stock_update\"', or '<contains ...' and the like; others"
            " count for nothing.",
        ),
    ] = None,
    reconnect: Annotated[
        bool,
        option(
            "--reconnect",
            panel=UNTIL,
            meaning="Connect again when the connection ends, waiting longer each"
            " time, and send --data again.",
        ),
    ] = False,
    end: UntilOptions,
    dialing: DialOptions,
    output: OutputOptions,
) -> ExitCode:
    """Print what an endpoint sends, until it closes or an option says so.

    **Examples**

    - `wscli listen :8000/ws/stocks -n 5` prints five messages.

    - `wscli listen stocks --filter '$.type == "stock_update"' --for 30s` prints the
      updates of half a minute.

    - `wscli listen wss://example.com/feed -d subscribe --reconnect --format json
      -o feed.jsonl` records every event, whatever happens to the connection.
    """
    from wscli.cli.conversing import Asked, converse

    return converse(
        Asked(
            target=target,
            dialing=dialing,
            output=output,
            rule=EndRule(count=end.count, until=end.until, duration=duration_),
            preamble=tuple(text_message(each, where="--data") for each in data or ()),
            only=filter_,
            has_reconnect=reconnect,
            has_opening=True,
            is_patient=True,
        )
    )
