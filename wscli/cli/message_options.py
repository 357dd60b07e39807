"""Messages given on the command line, as the bytes that are sent."""

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from wscli.cli.options import option
from wscli.core.actions import Send
from wscli.core.errors import UsageError
from wscli.core.frames import MessageKind
from wscli.core.payload import JsonError, parse_base64, parse_hex, parse_json

MESSAGE = "Messages"


def text_message(text: str, *, where: str, is_binary: bool = False) -> Send:
    """Return a text message; `@FILE` stands for a file's content, `-` for stdin's.

    A content that is not UTF-8 is sent as binary, and any with `is_binary`. A text
    that begins with @ can be given by `@@`.

    Raises:
        UsageError: The file cannot be read, or the text itself cannot be encoded.
    """
    if text.startswith("@@"):
        text = text[1:]
    elif text.startswith("@") or text == "-":
        file = text.removeprefix("@")
        if not file:
            raise UsageError(
                f"{where}: there is no file name after the @",
                "write @FILE, or @@ for a text that begins with @",
            )
        return content_message(file, where=where, is_binary=is_binary)
    return Send(MessageKind.TEXT, _encoded(text, where))


def content_message(file: str, *, where: str, is_binary: bool = False) -> Send:
    """Return the content of a file as a message: text if it is UTF-8, else binary.

    Args:
        file: Its path, or `-` for standard input.
        where: What to call it in a sentence.
        is_binary: Whether it is binary even so.

    Raises:
        UsageError: The file cannot be read.
    """
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise UsageError(
            f"{where}: cannot read {file}: {error.strerror}", "check the path"
        ) from None
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        is_binary = True
    return Send(MessageKind.BINARY if is_binary else MessageKind.TEXT, content)


def json_message(text: str) -> Send:
    """Return a JSON text as a message, as it was written; `@FILE` and `-` are read.

    Raises:
        UsageError: It is not JSON, or the file cannot be read.
    """
    message = text_message(text, where="--json")
    try:
        parse_json(message.payload.decode("utf-8"))
    except (JsonError, UnicodeDecodeError) as error:
        reason = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else error
        raise UsageError(
            f"--json: not JSON: {reason}", "strings and keys need double quotes"
        ) from None
    return Send(MessageKind.TEXT, message.payload)


def hex_message(text: str) -> Send:
    """Return hexadecimal digits as a binary message.

    Raises:
        UsageError: They are none.
    """
    try:
        return Send(MessageKind.BINARY, parse_hex(text))
    except ValueError as error:
        raise UsageError(f"--hex: {error}", "write pairs such as 00 ff") from None


def base64_message(text: str) -> Send:
    """Return base64 as a binary message.

    Raises:
        UsageError: It is none.
    """
    try:
        return Send(MessageKind.BINARY, parse_base64(text))
    except ValueError as error:
        raise UsageError(f"--base64: {error}", "check its length and letters") from None


def _encoded(text: str, where: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        # Python brings bytes that are not UTF-8 in an argument as surrogates.
        raise UsageError(
            f"{where} is not valid UTF-8", "send bytes with --hex or --base64"
        ) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageOptions:
    """Messages besides plain text ones; they are sent after those."""

    json: Annotated[
        list[str],
        option(
            "--json",
            panel=MESSAGE,
            metavar="JSON",
            is_repeatable=True,
            meaning="Send this JSON text, checked first and sent as written.",
        ),
    ] = field(default_factory=list)
    hex: Annotated[
        list[str],
        option(
            "--hex",
            panel=MESSAGE,
            metavar="DIGITS",
            is_repeatable=True,
            meaning="Send these bytes: 00ff, or 00 ff.",
        ),
    ] = field(default_factory=list)
    base64: Annotated[
        list[str],
        option(
            "--base64",
            panel=MESSAGE,
            metavar="TEXT",
            is_repeatable=True,
            meaning="Send the bytes that this base64 stands for.",
        ),
    ] = field(default_factory=list)
    file: Annotated[
        list[str],
        option(
            "--file",
            panel=MESSAGE,
            metavar="PATH",
            is_repeatable=True,
            meaning="Send the content of this file: text if it is UTF-8, else binary.",
        ),
    ] = field(default_factory=list)

    binary: Annotated[
        bool,
        option(
            "--binary",
            panel=MESSAGE,
            meaning="Send files and standard input as binary, even if they are UTF-8.",
        ),
    ] = False

    def messages(self) -> tuple[Send, ...]:
        """Return them in the order json, hex, base64, file.

        Raises:
            UsageError: One of them is not what its option says.
        """
        return (
            *map(json_message, self.json),
            *map(hex_message, self.hex),
            *map(base64_message, self.base64),
            *(
                content_message(each, where="--file", is_binary=self.binary)
                for each in self.file
            ),
        )
