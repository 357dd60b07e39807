"""What the opening handshake asks for: options, and what an endpoint says besides."""

import re
from collections.abc import Iterable, Iterator

from wscli.cli.dial_options import RequestOptions
from wscli.cli.header_fields import authorization, read_cookies, read_headers
from wscli.cli.project import Resolved
from wscli.cli.terminal import Terminal
from wscli.core.errors import UsageError
from wscli.core.events import Headers
from wscli.core.target import Request

# RFC 6455 section 4.1: a subprotocol's name is a token of HTTP.
_TOKEN = re.compile(r"[-!#$%&'*+.^_`|~0-9A-Za-z]+")
_VALUE = re.compile(r"[\t\x20-\x7e\u0080-\u00ff]*")


def read_request(
    options: RequestOptions, resolved: Resolved, terminal: Terminal
) -> Request:
    """Return the request; options are stronger than what an endpoint says.

    Raises:
        UsageError: Something in it cannot be sent, or contradicts something else.
    """
    return Request(
        headers=_headers(options, resolved, terminal),
        subprotocols=_subprotocols(options) or resolved.subprotocols,
        origin=_origin(options, resolved),
        user_agent=_sendable("--user-agent", options.user_agent),
        has_compression=not options.no_compression,
    )


def _headers(
    options: RequestOptions, resolved: Resolved, terminal: Terminal
) -> Headers:
    """Return the user's header fields, those of `--header` being the strongest."""
    given = read_headers(options.header)
    ours = _except(given, _own_fields(options, resolved, terminal))
    return (*_except((*ours, *given), resolved.headers), *ours, *given)


def _own_fields(
    options: RequestOptions, resolved: Resolved, terminal: Terminal
) -> Iterator[tuple[str, str]]:
    """Yield the fields that other options than `--header` ask for."""
    credentials = authorization(options, resolved.url, terminal)
    if credentials is not None:
        yield credentials
    cookies = (*resolved.cookies, *read_cookies(options.cookie))
    if cookies:
        # A later cookie of the same name replaces an earlier one.
        pairs = "; ".join(f"{name}={value}" for name, value in dict(cookies).items())
        yield "Cookie", pairs


def _except(stronger: Headers, weaker: Iterable[tuple[str, str]]) -> Headers:
    """Return the weaker fields that no stronger one replaces."""
    replaced = {name.lower() for name, _ in stronger}
    return tuple(field for field in weaker if field[0].lower() not in replaced)


def _subprotocols(options: RequestOptions) -> tuple[str, ...]:
    for name in options.subprotocol:
        if not _TOKEN.fullmatch(name):
            raise UsageError(
                f"--subprotocol: {name!r} is not the name of a subprotocol",
                "names have letters, digits, . and -, and no blanks; repeat the option"
                " to offer several",
            )
        if options.subprotocol.count(name) > 1:
            raise UsageError(
                f"--subprotocol: {name!r} is given more than once",
                "each can be offered once (RFC 6455 section 4.1)",
            )
    return tuple(options.subprotocol)


def _origin(options: RequestOptions, resolved: Resolved) -> str | None:
    given = _sendable("--origin", options.origin)
    # An empty one asks to leave that of the endpoint out.
    return (resolved.origin if given is None else given) or None


def _sendable(option: str, value: str | None) -> str | None:
    if value is not None and not _VALUE.fullmatch(value):
        raise UsageError(
            f"{option}: the value has a character that cannot be sent",
            "control characters, and those beyond Latin-1, have to be encoded",
        )
    return value
