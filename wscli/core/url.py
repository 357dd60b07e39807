"""WebSocket URLs (RFC 6455 section 3), and what people type instead of them."""

import re
from dataclasses import dataclass, field
from urllib.parse import quote, urljoin

from wscli.core.authority import bracketed, parse_authority, refuse_unreadable
from wscli.core.errors import UsageError
from wscli.core.redact import show_url

SCHEMES = {"ws": False, "wss": True, "http": False, "https": True}
"""Scheme → whether it means TLS. The HTTP ones name the same endpoint."""

_SCHEME = re.compile(r"([A-Za-z0-9+.-]*)://")
_SLASHES_FORGOTTEN = re.compile(r"(wss?|https?):(?![0-9])", re.IGNORECASE)

# What stays unescaped in a path (RFC 3986 section 3.3), and in a query, where we
# leave what browsers leave; and "%", so that what is escaped already stays so.
_PATH_SAFE = "/:@!$&'()*+,;=%"
_QUERY_SAFE = _PATH_SAFE + "?[]{}|^`\\"


@dataclass(frozen=True, slots=True)
class Url:
    """A WebSocket URL in parts.

    Attributes:
        is_secure: `wss` rather than `ws`.
        host: Name or address, in lower case, an IPv6 address without brackets.
        port: From the URL, or the scheme's own.
        resource: Path and query as sent in the request line.
        user: From the userinfo, decoded; never part of `str(url)`.
        password: Likewise; empty where there is only a user.
    """

    is_secure: bool
    host: str
    port: int
    resource: str = "/"
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    def __str__(self) -> str:
        """Return the URL without its userinfo."""
        return (
            f"{self.scheme}://{self.bracketed_host}{self._port_suffix}{self.resource}"
        )

    @property
    def scheme(self) -> str:
        """`ws` or `wss`."""
        return "wss" if self.is_secure else "ws"

    @property
    def bracketed_host(self) -> str:
        """The host as it stands in a URL: IPv6 addresses in brackets."""
        return bracketed(self.host)

    @property
    def authority(self) -> str:
        """Host and, unless it is the scheme's own, port: the `Host` header field.

        The zone of an IPv6 address means nothing to other machines (RFC 4007
        section 6), and is left out.
        """
        return bracketed(self.host.partition("%")[0]) + self._port_suffix

    @property
    def origin(self) -> tuple[bool, str, int]:
        """What has to be equal for credentials to be sent (RFC 6454 section 4)."""
        return self.is_secure, self.host, self.port

    @property
    def _port_suffix(self) -> str:
        is_default = self.port == _default_port(is_secure=self.is_secure)
        return "" if is_default else f":{self.port}"

    def join(self, location: str) -> "Url":
        """Return the URL that a `Location` header field leads to.

        Raises:
            UsageError: The location is not a WebSocket or HTTP URL.
        """
        shown = f"the location {show_url(location)!r}"
        refuse_unreadable(location, shown)
        try:
            # urljoin knows how to join only with the schemes of its own table.
            joined = urljoin("http" + str(self).removeprefix("ws"), location)
        except ValueError:
            joined = location
        # Only people leave the scheme out: `host:8000` is of the scheme `host`.
        if not _SCHEME.match(joined):
            raise UsageError(f"{shown} is not a ws, wss, http or https URL")
        return parse_url(joined.partition("#")[0])


def is_url(text: str) -> bool:
    """Whether the text is meant as a URL, `:PORT` or `host/path`, not as a name."""
    return ":" in text or "/" in text


def parse_url(text: str) -> Url:
    """Read a URL, `:8000/ws` (on localhost) or `host:8000/ws` (`ws` is meant).

    Raises:
        UsageError: It is no WebSocket URL; the sentence says what is wrong, and
            repeats no credentials.
    """
    shown = f"the URL {show_url(text)!r}"
    refuse_unreadable(text, shown)
    is_secure, rest = _split_scheme(text, shown)
    if "#" in rest:
        raise UsageError(
            f"{shown} has a fragment (#...), which WebSocket URLs must not have"
            " (RFC 6455 section 3)",
            "write %23 if the # belongs to the path or query",
        )
    place, question_mark, query = rest.partition("?")
    authority, slash, path = place.partition("/")
    parts = parse_authority(authority, shown)
    return Url(
        is_secure,
        parts.host,
        parts.port or _default_port(is_secure=is_secure),
        quote(slash + path or "/", safe=_PATH_SAFE)
        + question_mark
        + quote(query, safe=_QUERY_SAFE),
        parts.user,
        parts.password,
    )


def _split_scheme(text: str, shown: str) -> tuple[bool, str]:
    scheme = _SCHEME.match(text)
    if scheme is None:
        if _SLASHES_FORGOTTEN.match(text):
            raise UsageError(
                f"{shown} lacks the // after its scheme", "write ws://HOST:PORT/PATH"
            )
        return False, f"localhost{text}" if text.startswith(":") else text
    if scheme[1].lower() not in SCHEMES:
        raise UsageError(
            f"{shown} has a scheme that is not a WebSocket's", "use ws:// or wss://"
        )
    return SCHEMES[scheme[1].lower()], text[scheme.end() :]


def _default_port(*, is_secure: bool) -> int:
    return 443 if is_secure else 80
