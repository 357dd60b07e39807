"""Which proxy a connection goes through, if any."""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from wscli.core.authority import bracketed, parse_authority, refuse_unreadable
from wscli.core.errors import UsageError
from wscli.core.redact import show_url
from wscli.core.url import Url


class ProxyKind(Enum):
    """How a proxy is asked for a connection."""

    HTTP = "http"
    HTTPS = "https"
    SOCKS5 = "socks5"
    """The host name is resolved here."""
    SOCKS5H = "socks5h"
    """The host name is resolved by the proxy."""


_DEFAULT_PORT = {
    ProxyKind.HTTP: 8080,
    ProxyKind.HTTPS: 443,
    ProxyKind.SOCKS5: 1080,
    ProxyKind.SOCKS5H: 1080,
}


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy to reach the target through."""

    kind: ProxyKind
    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    def __str__(self) -> str:
        """Return its URL without credentials."""
        return f"{self.kind.value}://{bracketed(self.host)}:{self.port}"


def parse_proxy(text: str, origin: str = "") -> Proxy:
    """Read `[SCHEME://][USER:PASSWORD@]HOST[:PORT]`; without a scheme, HTTP is meant.

    Args:
        text: The URL of the proxy; a path is of no account.
        origin: Where it was found, for the sentence, such as `https_proxy`.

    Raises:
        UsageError: It is no proxy URL. The sentence does not repeat credentials.
    """
    shown = f"the proxy {show_url(text)!r}" + (f" of {origin}" if origin else "")
    refuse_unreadable(text, shown)
    scheme, separator, rest = text.partition("://")
    if not separator:
        scheme, rest = ProxyKind.HTTP.value, text
    kinds = {kind.value: kind for kind in ProxyKind}
    kind = kinds.get(scheme.lower())
    if kind is None:
        raise UsageError(
            f"{shown} has a scheme that is not supported", f"use {', '.join(kinds)}"
        )
    parts = parse_authority(re.split("[/?#]", rest, maxsplit=1)[0], shown)
    port = parts.port or _DEFAULT_PORT[kind]
    return Proxy(kind, parts.host, port, parts.user, parts.password)


def choose_proxy(
    url: Url, *, option: str | None, bypass: str | None, environment: Mapping[str, str]
) -> Proxy | None:
    """Return the proxy to go through, or None to connect directly.

    Args:
        url: Where to go.
        option: What `--proxy` says; an empty text means none at all.
        bypass: What `--noproxy` says, instead of `NO_PROXY`.
        environment: For `wss_proxy`/`ws_proxy`, `https_proxy`/`http_proxy` and
            `all_proxy`, in this order, in either case. `HTTP_PROXY` in capitals
            is left alone, since CGI programs get it from whoever asks them.

    Raises:
        UsageError: The proxy that was found cannot be read.
    """
    if option == "":
        return None
    if bypass is None:
        bypass = "" if option else _either_case(environment, "no_proxy")
    origin, text = ("", option) if option else _from_environment(url, environment)
    if not text or is_bypassed(url.host, url.port, bypass):
        return None
    # As in browsers, a proxy of the environment is not asked for this machine.
    if not option and _is_loopback(url.host):
        return None
    return parse_proxy(text, origin)


def _from_environment(url: Url, environment: Mapping[str, str]) -> tuple[str, str]:
    names = (f"{url.scheme}_proxy", "https_proxy" if url.is_secure else "http_proxy")
    for name in (*names, "all_proxy"):
        value = (
            environment.get(name, "")
            if name == "http_proxy"
            else _either_case(environment, name)
        )
        if value:
            return name, value
    return "", ""


def _either_case(environment: Mapping[str, str], name: str) -> str:
    return environment.get(name) or environment.get(name.upper()) or ""


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return is_bypassed(host, 0, "localhost")


def is_bypassed(host: str, port: int, bypass: str) -> bool:
    """Whether a comma-separated list such as `NO_PROXY` names this host.

    An item is `*`, a host with or without `:PORT` (its subdomains are meant too),
    an address, or a network such as `10.0.0.0/8`.
    """
    name = host.lower().removesuffix(".")
    return any(_names(item, name, port) for item in re.split(r"[\s,]+", bypass.lower()))


def _names(item: str, host: str, port: int) -> bool:
    try:
        network = ipaddress.ip_network(item, strict=False)
        return ipaddress.ip_address(host) in network
    except ValueError:
        pass
    item = item.removesuffix(f":{port}")
    if item == "*":
        return True
    name = item.strip("[]").removeprefix("*").strip(".")
    return name != "" and f".{host}".endswith(f".{name}")
