"""What `-H`, `-b`, `-u` and `--bearer` put into the opening handshake."""

import base64
import getpass
import re
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
    for item in items:
        lines = _lines_of(item[1:]) if item.startswith("@") else [item]
        fields += [parse_header(line) for line in lines]
    return tuple(fields)


def _lines_of(file: str) -> list[str]:
    try:
        text = Path(file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(
            f"--header: cannot read {file}: {reason}", "check the path after the @"
        ) from None
    return [line for line in text.splitlines() if line.strip()]


def parse_header(text: str) -> tuple[str, str]:
    """Return name and value of a header field (RFC 9110 section 5).

    Raises:
        UsageError: It is not one, or cannot be sent. The value is not repeated,
            since it may be a credential.
    """
    name, colon, value = text.partition(":")
    if not colon:
        raise UsageError(
            f"--header: {_shown(name)} has no colon", "write 'NAME: VALUE'"
        )
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"--header: {_shown(name)} is not the name of a header field",
            "names have letters, digits and -",
        )
    value = value.strip(" \t")
    if not _VALUE.fullmatch(value):
        raise UsageError(
            f"--header: the value of {name} has a character that cannot be sent",
            "control characters, and those beyond Latin-1, have to be encoded",
        )
    return name, value


def _shown(text: str) -> str:
    # It may be a credential that stands in the wrong place.
    return repr(text if len(text) <= 13 else f"{text[:10]}...")


def read_cookies(items: list[str]) -> tuple[tuple[str, str], ...]:
    """Return names and values of `NAME=VALUE` cookies; one item may hold several.

    Raises:
        UsageError: An item is no cookie.
    """
    cookies = []
    for item in items:
        for pair in item.split(";"):
            name, equals, value = pair.strip(" \t").partition("=")
            if not equals or not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
                raise UsageError(
                    f"--cookie: {_shown(name)} is not a cookie", "write NAME=VALUE"
                )
            cookies.append((name, value))
    return tuple(cookies)


def authorization(
    options: RequestOptions, url: Url, terminal: Terminal
) -> tuple[str, str] | None:
    """Return the `Authorization` field of the options or of the URL, if any.

    `-u USER` without a password asks for it, where somebody can answer.

    Raises:
        UsageError: Two of them are given, or there is nobody to ask.
    """
    if options.bearer is not None and options.user is not None:
        raise UsageError("--user and --bearer exclude each other", "give one of them")
    if options.bearer is not None:
        return parse_header(f"Authorization: Bearer {options.bearer}")
    if options.user is not None:
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


def _ask_password(user: str, terminal: Terminal) -> str:
    if not terminal.is_stdin_tty:
        raise UsageError(
            f"--user: there is no password for {user}, and nobody to ask",
            "write USER:PASSWORD, or set WSCLI_USER",
        )
    return getpass.getpass(f"password of {user}: ")
