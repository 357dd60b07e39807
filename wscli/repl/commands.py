"""What is typed in a session: a line of text, or a command.

A line that begins with `/` is a command, `//` begins a text with one slash, and
anything else is a text message. The table below is the one list of commands: help
and completion are made from it.
"""

import difflib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from wscli.core.actions import Abort, Action, Close, Ping, Pong, Send
from wscli.core.close_codes import MAX_REASON_BYTES, explain, may_be_sent
from wscli.core.errors import UsageError
from wscli.core.frames import MessageKind
from wscli.core.payload import JsonError, parse_base64, parse_hex, parse_json

_MAX_CONTROL_BYTES = 125


@dataclass(frozen=True, slots=True)
class Help:
    """Show the commands."""


@dataclass(frozen=True, slots=True)
class Quit:
    """End the session."""


Typed: TypeAlias = Action | Help | Quit


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the session.

    Attributes:
        usage: How it is written.
        meaning: What it does.
        read: Turns what stands behind its name into what to do.
    """

    usage: str
    meaning: str
    read: Callable[[str], Typed]


def read_line(line: str) -> Typed:
    """Return what a typed line asks for.

    Raises:
        UsageError: There is no such command, or it cannot do that.
    """
    if not line.startswith("/"):
        return Send(MessageKind.TEXT, _encoded(line, "the line"))
    if line.startswith("//"):
        return Send(MessageKind.TEXT, _encoded(line[1:], "the line"))
    name, _, rest = line[1:].partition(" ")
    command = COMMANDS.get(name)
    if command is None:
        near = difflib.get_close_matches(name, COMMANDS, n=1)
        hint = f"did you mean /{near[0]}" if near else "/help lists the commands"
        raise UsageError(
            f"there is no command /{name}", f"{hint}; a text begins with //"
        )
    return command.read(rest)


def _encoded(text: str, where: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise UsageError(
            f"{where}: it has a character that is not valid UTF-8",
            "send bytes with /hex or /base64",
        ) from None


def _json(rest: str) -> Send:
    try:
        parse_json(rest)
    except JsonError as error:
        raise UsageError(
            f"/json: not JSON: {error}", "strings and keys need double quotes"
        ) from None
    return Send(MessageKind.TEXT, _encoded(rest, "/json"))


def _hex(rest: str) -> Send:
    try:
        return Send(MessageKind.BINARY, parse_hex(rest))
    except ValueError as error:
        raise UsageError(f"/hex: {error}", "write pairs such as 00 ff") from None


def _base64(rest: str) -> Send:
    try:
        return Send(MessageKind.BINARY, parse_base64(rest))
    except ValueError as error:
        raise UsageError(f"/base64: {error}", "check length and letters") from None


def _ping(rest: str) -> Ping:
    return Ping(_control_payload("/ping", rest) or None)


def _pong(rest: str) -> Pong:
    return Pong(_control_payload("/pong", rest))


def _control_payload(command: str, rest: str) -> bytes:
    text = _string(rest)
    payload = _encoded(text, command)
    if len(payload) > _MAX_CONTROL_BYTES:
        raise UsageError(
            f"{command}: {len(payload)} bytes are too many",
            f"a control frame has room for {_MAX_CONTROL_BYTES}",
        )
    return payload


def _close(rest: str) -> Close:
    digits, _, reason = rest.strip().partition(" ")
    if not digits:
        return Close()
    if not (digits.isascii() and digits.isdigit()):
        raise UsageError(f"/close: {digits!r} is not a code", "write /close 1000 bye")
    code = int(digits[:6])
    if not may_be_sent(code):
        raise UsageError(
            f"/close: {code} ({explain(code).name}) must not be sent",
            "use 1000, another registered code, or one from 3000 to 4999",
        )
    text = _string(reason)
    size = len(_encoded(text, "/close"))
    if size > MAX_REASON_BYTES:
        raise UsageError(
            f"/close: a reason of {size} bytes is too long",
            f"a close frame has room for {MAX_REASON_BYTES}",
        )
    return Close(code, text)


def _string(text: str) -> str:
    """Return a text as it is, or what it stands for where it is a JSON string."""
    text = text.strip()
    if not (text.startswith('"') and text.endswith('"') and len(text) > 1):
        return text
    try:
        return str(json.loads(text))
    except ValueError:
        return text


COMMANDS: dict[str, Command] = {
    "json": Command("/json JSON", "send JSON, checked first", _json),
    "hex": Command("/hex DIGITS", "send these bytes", _hex),
    "base64": Command("/base64 TEXT", "send the bytes this stands for", _base64),
    "ping": Command('/ping ["TEXT"]', "send a ping and time its answer", _ping),
    "pong": Command('/pong ["TEXT"]', "send a pong that nobody asked for", _pong),
    "close": Command("/close [CODE [REASON]]", "close, with 1000 by default", _close),
    "abort": Command(
        "/abort", "drop the connection without closing", lambda _: Abort()
    ),
    "help": Command("/help", "show this list", lambda _: Help()),
    "quit": Command(
        "/quit", "close with 1000 and leave; so does Ctrl-D", lambda _: Quit()
    ),
}


def help_lines() -> list[str]:
    """Return the list of commands as comments of the notation."""
    width = max(len(command.usage) for command in COMMANDS.values())
    listed = [
        f"# {command.usage:<{width}}  {command.meaning}"
        for command in COMMANDS.values()
    ]
    return ["# A line is sent as a text message; // begins one with a slash.", *listed]
