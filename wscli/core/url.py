"""WebSocket URLs (RFC 6455 section 3), and what people type instead of them."""

import ipaddress
import re
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote, urljoin, urlsplit

from wscli.core.errors import UsageError

SCHEMES = {"ws": False, "wss": True, "http": False, "https": True}
"""Scheme → whether it means TLS. The HTTP ones name the same endpoint."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_HOST_AND_PORT = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\s/:?#\[\]@]+)?:\d+(?=[/?#]|$)")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?", re.IGNORECASE)

# What may stand unescaped in a path and in a query (RFC 3986 section 3.3 and
# 3.4), and "%" so that what is escaped already stays as it is.
_PATH_SAFE = "/:@!$&'()*+,;=~%-._"
_QUERY_SAFE = _PATH_SAFE + '?[]{}|^`\\"<>'


@dataclass(frozen=True, slots=True)
class Url:
    """A WebSocket URL in parts.

    Attributes:
        is_secure: `wss` rather than `ws`.
        host: Name or address, in lower case, an IPv6 address without brackets.
        port: From the URL, or the scheme's own.
        resource: Path and query as sent in the request line.
        user: From the userinfo, decoded; never part of `str(url)`.
        password: Likewise.
    """

    is_secure: bool
    host: str
    port: int
    resource: str = "/"
    user: str | None = None
    password: str | None = None

    def __str__(self) -> str:
        """Return the URL without its userinfo."""
        return f"{self.scheme}://{self.authority}{self.resource}"

    @property
    def scheme(self) -> str:
        """`ws` or `wss`."""
        return "wss" if self.is_secure else "ws"

    @property
    def bracketed_host(self) -> str:
        """The host as it stands in a URL: IPv6 addresses in brackets."""
        return f"[{self.host}]" if ":" in self.host else self.host

    @property
    def authority(self) -> str:
        """Host and, unless it is the scheme's own, port: the `Host` header field."""
        is_default = self.port == (443 if self.is_secure else 80)
        return (
            self.bracketed_host if is_default else f"{self.bracketed_host}:{self.port}"
        )

    @property
    def origin(self) -> tuple[bool, str, int]:
        """What has to be equal for credentials to be sent (RFC 6454 section 4)."""
        return self.is_secure, self.host, self.port

    def join(self, location: str) -> "Url":
        """Return the URL that a `Location` header field leads to.

        Raises:
            UsageError: The location is not a WebSocket or HTTP URL.
        """
        # urljoin knows how to join only with the schemes of its own table.
        base = (
            f"{'https' if self.is_secure else 'http'}://{self.authority}{self.resource}"
        )
        return parse_url(urljoin(base, location).split("#")[0])


def is_url(text: str) -> bool:
    """Whether the text is meant as a URL or `host:port`, rather than as a name."""
    return bool(_SCHEME.match(text) or _HOST_AND_PORT.match(text))


def parse_url(text: str) -> Url:
    """Read a URL, `:8000/ws` (on localhost) or `host:8000/ws` (`ws` is meant).

    Raises:
        UsageError: It is no WebSocket URL; the sentence says what is wrong.
    """
    unprintable = next((c for c in text if ord(c) <= 0x20 or ord(c) == 0x7F), None)
    if unprintable is not None:
        what = "a space" if unprintable == " " else f"the character {unprintable!r}"
        raise UsageError(
            f"the URL {text!r} contains {what}", "write a space as %20, or quote less"
        )
    scheme = _SCHEME.match(text)
    if scheme is None:
        host = "localhost" if text.startswith(":") else ""
        return parse_url(f"ws://{host}{text}")
    name = scheme[1].lower()
    if name not in SCHEMES:
        raise UsageError(
            f"the scheme {scheme[1]!r} of {text!r} is not one of a WebSocket",
            "use ws:// or wss://",
        )
    return _from_parts(text, is_secure=SCHEMES[name])


def _from_parts(text: str, *, is_secure: bool) -> Url:
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise UsageError(f"the URL {text!r} cannot be read: {error}") from None
    if "#" in text:
        raise UsageError(
            f"the URL {_without_userinfo(text)!r} has a fragment (#...), which"
            " WebSocket URLs must not have (RFC 6455 section 3)",
            "write %23 if the # belongs to the path or query",
        )
    resource = quote(parts.path or "/", safe=_PATH_SAFE)
    if parts.query or text.endswith("?"):
        resource += "?" + quote(parts.query, safe=_QUERY_SAFE)
    url = Url(
        is_secure,
        _host(parts.hostname, text),
        _port(parts.netloc, text, default=443 if is_secure else 80),
        resource,
    )
    if parts.username is None:
        return url
    return replace(
        url, user=unquote(parts.username), password=unquote(parts.password or "")
    )


def _host(host: str | None, text: str) -> str:
    shown = _without_userinfo(text)
    if not host:
        raise UsageError(f"the URL {shown!r} has no host", "write ws://HOST:PORT/PATH")
    if ":" in host:
        try:
            ipaddress.IPv6Address(host)
        except ValueError:
            raise UsageError(f"{host!r} in {shown!r} is not an IPv6 address") from None
        return host
    try:
        ascii_host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        raise UsageError(f"{host!r} in {shown!r} is not a host name") from None
    labels = ascii_host.removesuffix(".").split(".")
    if not all(len(label) <= 63 and _LABEL.fullmatch(label) for label in labels):
        raise UsageError(f"{host!r} in {shown!r} is not a host name")
    return ascii_host.lower()


def _port(netloc: str, text: str, *, default: int) -> int:
    _, colon, port = netloc.rpartition("@")[2].rpartition("]")[2].rpartition(":")
    if not colon or not port:
        return default
    if not (port.isascii() and port.isdigit() and 1 <= int(port[:6]) <= 65535):
        raise UsageError(
            f"the port {port!r} in {_without_userinfo(text)!r} is out of range",
            "ports run from 1 to 65535",
        )
    return int(port)


def _without_userinfo(text: str) -> str:
    return re.sub(r"(?<=//)[^/?#]*@", "", text, count=1)
