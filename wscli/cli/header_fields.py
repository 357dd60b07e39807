"""What `-H`, `-b`, `-u` and `--bearer` put into the opening handshake."""

import base64
import getpass
import re
from collections.abc import Iterator
from pathlib import Path

from wscli.cli.dial_options import RequestOptions
from wscli.cli.terminal import Terminal
from wscli.core.errors import UsageError
from wscli.core.events import Headers
from wscli.core.url import Url

_NAME = re.compile(r"[-!#$%&'*+.^_`|~0-9A-Za-z]+")
_VALUE = re.compile(r"[\t\x20-\x7e\u0080-\u00ff]*")


def read_headers(items: list[str]) -> Headers:
    """Return the fields of `Name: value` items; `@FILE` stands for its lines.

    A `Name:` without a value asks to leave wscli's own field out.

    Raises:
        UsageError: An item is no header field, or a file cannot be read.
    """
    fields: list[tuple[str, str]] = []
    for where, item in _numbered("--header", items):
        if item.startswith("@"):
            fields += _read_file(item[1:], where)
        else:
            fields.append(parse_header(item, where=where))
    return tuple(fields)


def _read_file(file: str, where: str) -> Iterator[tuple[str, str]]:
    try:
        # Editors of Windows begin UTF-8 with a mark.
        text = Path(file).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(
            f"{where}: cannot read {file}: {reason}", "check the path after the @"
        ) from None
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield parse_header(line, where=f"{where}: {file}, line {number}")


def _numbered(option: str, items: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each item and what to call it: what it says may be a credential."""
    for number, item in enumerate(items, 1):
        yield (option if len(items) == 1 else f"{option} number {number}"), item


def parse_header(text: str, *, where: str = "--header") -> tuple[str, str]:
    """Return name and value of a header field (RFC 9110 section 5).

    Raises:
        UsageError: It is not one, or cannot be sent. It is not repeated, since it
            may be a credential, even in the place of the name.
    """
    name, colon, value = text.partition(":")
    if not colon:
        raise UsageError(f"{where}: there is no colon in it", "write 'NAME: VALUE'")
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{where}: what stands before the colon is not the name of a field",
            "names have letters, digits and -",
        )
    return name, _sendable(value.strip(" \t"), f"{where}: the value of {name}")


def _sendable(value: str, what: str) -> str:
    if not _VALUE.fullmatch(value):
        raise UsageError(
            f"{what} has a character that cannot be sent",
            "control characters, and those beyond Latin-1, have to be encoded",
        )
    return value


def read_cookies(items: list[str]) -> tuple[tuple[str, str], ...]:
    """Return names and values of `NAME=VALUE` cookies; one item may hold several.

    Raises:
        UsageError: An item is no cookie; it is not repeated.
    """
    return tuple(
        _parse_cookie(pair, where)
        for where, item in _numbered("--cookie", items)
        for pair in item.split(";")
    )


def _parse_cookie(text: str, where: str) -> tuple[str, str]:
    name, equals, value = text.strip(" \t").partition("=")
    if not equals:
        raise UsageError(f"{where}: there is a cookie without a =", "write NAME=VALUE")
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{where}: what stands before the = is not the name of a cookie",
            "names have letters, digits, - and _",
        )
    return name, _sendable(value, f"{where}: the value of {name}")


def authorization(
    options: RequestOptions, url: Url, terminal: Terminal
) -> tuple[str, str] | None:
    """Return the `Authorization` field of the options or of the URL, if any.

    `-u USER` without a password asks for it, where somebody can answer.

    Raises:
        UsageError: Two of them are given, one is empty, or there is nobody to ask.
    """
    if options.bearer is not None and options.user is not None:
        raise UsageError("--user and --bearer exclude each other", "give one of them")
    if options.bearer is not None:
        token = _not_empty(options.bearer.strip(" "), "--bearer")
        return "Authorization", f"Bearer {_sendable(token, '--bearer: the token')}"
    if options.user is not None:
        _not_empty(options.user, "--user")
        user, colon, password = options.user.partition(":")
        if not colon:
            password = _ask_password(user, terminal)
    elif url.user is not None:
        user, password = url.user, url.password or ""
    else:
        return None
    encoded = base64.b64encode(
        f"{user}:{password}".encode("utf-8", "surrogateescape")
    ).decode("ascii")
    return "Authorization", f"Basic {encoded}"


def _not_empty(text: str, option: str) -> str:
    if not text:
        raise UsageError(f"{option}: it is empty", "is a variable unset in the shell?")
    return text


def _ask_password(user: str, terminal: Terminal) -> str:
    if not terminal.is_stdin_tty:
        raise UsageError(
            f"--user: there is no password for {user}, and nobody to ask",
            "write USER:PASSWORD, or set WSCLI_USER",
        )
    try:
        return getpass.getpass(f"password of {user}: ")
    except EOFError:
        raise UsageError(f"--user: no password of {user} was typed") from None
