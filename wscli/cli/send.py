"""`wscli send`: connect, send, print the replies, close."""

from dataclasses import dataclass
from typing import Annotated

import typer

from wscli.cli.closing import checked_close, checked_expected_close
from wscli.cli.dial_options import DialOptions
from wscli.cli.message_options import MessageOptions, text_message
from wscli.cli.options import duration, flatten, option
from wscli.cli.output_options import OutputOptions
from wscli.cli.target_argument import TARGET
from wscli.cli.until_options import UntilOptions
from wscli.core.close_codes import NORMAL_CLOSURE
from wscli.core.errors import UsageError
from wscli.core.exit_codes import ExitCode
from wscli.notation.matchers import Matcher, Text, json_matcher
from wscli.session.ending import EndRule

REPLIES = "Replies and closing"


@flatten
def command(
    *,
    target: TARGET,
    message: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[MESSAGE]...",
            help="Text to send; @FILE sends a file, - standard input, @@ an @. Write"
            " -- before one that begins with -.",
            show_default=False,
        ),
    ] = None,
    messages: MessageOptions,
    wait: Annotated[
        float | None,
        duration(
            "--wait",
            panel=REPLIES,
            meaning="Take all replies, until none has come for so long.",
        ),
    ] = None,
    no_reply: Annotated[
        bool, option("--no-reply", panel=REPLIES, meaning="Wait for no reply.")
    ] = False,
    expect: Annotated[
        list[str] | None,
        option(
            "--expect",
            panel=REPLIES,
            metavar="TEXT",
            is_repeatable=True,
            meaning="The next reply is to be exactly this text, or the exit code is 1.",
        ),
    ] = None,
    expect_json: Annotated[
        list[Matcher] | None,
        option(
            "--expect-json",
            panel=REPLIES,
            metavar="JSON",
            parse=json_matcher,
            is_repeatable=True,
            meaning="The next reply is to contain this JSON; `<string>`, `<any>` and"
            " the like stand for what may vary.",
        ),
    ] = None,
    expect_close: Annotated[
        int | None,
        option(
            "--expect-close",
            panel=REPLIES,
            metavar="CODE",
            meaning="The server is to close with this code.",
        ),
    ] = None,
    close_code: Annotated[
        int,
        option(
            "--close-code",
            panel=REPLIES,
            metavar="CODE",
            meaning="Close with this code.",
        ),
    ] = NORMAL_CLOSURE,
    close_reason: Annotated[
        str,
        option(
            "--close-reason",
            panel=REPLIES,
            metavar="TEXT",
            meaning="Close with this reason, of at most 123 bytes.",
        ),
    ] = "",
    end: UntilOptions,
    dialing: DialOptions,
    output: OutputOptions,
) -> ExitCode:
    """Send messages, print the replies, and close.

    Without messages it only connects and closes, which shows that the endpoint
    answers.

    **Examples**

    - `wscli send wss://example.com/ws hello` prints the reply.

    - `wscli send :8000/ws/json --json '{"id": 1}' --expect-json '{"id": 1}'`
      exits with 1 if the answer differs.

    - `wscli send items --var item_id=foo --var token=abc hi -n 2` sends to an
      endpoint of `wscli.toml` and prints two replies.
    """
    from wscli.cli.conversing import Asked, converse

    sent = (
        *(
            text_message(each, where="the message", is_binary=messages.binary)
            for each in message or ()
        ),
        *messages.messages(),
    )
    rule = end_rule(
        Replies(
            count=end.count,
            until=end.until,
            wait=wait,
            has_none=no_reply,
            texts=tuple(expect or ()),
            jsons=tuple(expect_json or ()),
            close=expect_close,
        ),
        messages=len(sent),
    )
    return converse(
        Asked(
            target=target,
            dialing=dialing,
            output=output,
            rule=rule,
            actions=sent,
            close=checked_close(close_code, close_reason),
            expected_close=checked_expected_close(expect_close),
            has_opening=not sent and expect_close is None,
            is_mute=no_reply,
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Replies:
    """What the options say about replies."""

    count: int | None = None
    until: Matcher | None = None
    wait: float | None = None
    has_none: bool = False
    texts: tuple[str, ...] = ()
    jsons: tuple[Matcher, ...] = ()
    close: int | None = None


def end_rule(replies: Replies, *, messages: int) -> EndRule:
    """Return when the conversation is over.

    Args:
        replies: What the options say.
        messages: How many messages are sent.

    Raises:
        UsageError: The options contradict each other.
    """
    _refuse_contradictions(replies)
    expected = (*map(Text, replies.texts), *replies.jsons)
    count = replies.count
    is_open_ended = replies.until or replies.close or replies.wait is not None
    if count is None and not expected and not is_open_ended:
        count = 0 if replies.has_none else messages
    return EndRule(
        count=count,
        until=replies.until,
        expected=expected,
        is_close_expected=replies.close is not None,
        quiet=replies.wait,
        patience=replies.wait,
        needs_reply=replies.wait is not None and messages > 0,
    )


def _refuse_contradictions(replies: Replies) -> None:
    if replies.texts and replies.jsons:
        raise UsageError(
            "--expect and --expect-json together leave the order open",
            "use one of them",
        )
    others = (
        replies.count,
        replies.until,
        replies.wait,
        *replies.texts,
        *replies.jsons,
    )
    if replies.has_none and any(each is not None for each in others):
        raise UsageError(
            "--no-reply contradicts the options that wait for replies", "drop one"
        )
    counts_itself = bool(replies.texts or replies.jsons)
    if counts_itself and (replies.count is not None or replies.until is not None):
        raise UsageError("--expect counts the replies by itself", "drop -n and --until")
