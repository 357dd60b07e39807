"""Which proxy a connection goes through, if any."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import unquote, urlsplit

from wscli.core.errors import UsageError
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
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.kind.value}://{host}:{self.port}"


def parse_proxy(text: str) -> Proxy:
    """Read `[SCHEME://][USER:PASSWORD@]HOST[:PORT]`; without a scheme, HTTP is meant.

    Raises:
        UsageError: It is no proxy URL. The sentence does not repeat credentials.
    """
    url = text if "://" in text else f"http://{text}"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise UsageError(
            "the proxy URL cannot be read", "write SCHEME://HOST:PORT"
        ) from None
    kinds = {kind.value: kind for kind in ProxyKind}
    if parts.scheme not in kinds:
        raise UsageError(
            f"the proxy scheme {parts.scheme!r} is not supported",
            f"use one of {', '.join(kinds)}",
        )
    if not parts.hostname:
        raise UsageError("the proxy URL has no host", "write SCHEME://HOST:PORT")
    kind = kinds[parts.scheme]
    return Proxy(
        kind,
        parts.hostname,
        port or _DEFAULT_PORT[kind],
        None if parts.username is None else unquote(parts.username),
        None if parts.password is None else unquote(parts.password),
    )


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
    text = option or _from_environment(url, environment)
    if not text or is_bypassed(url.host, url.port, bypass):
        return None
    # As in browsers, a proxy of the environment is not asked for this machine.
    if not option and _is_loopback(url.host):
        return None
    return parse_proxy(text)


def _from_environment(url: Url, environment: Mapping[str, str]) -> str:
    names = (f"{url.scheme}_proxy", "https_proxy" if url.is_secure else "http_proxy")
    for name in (*names, "all_proxy"):
        value = (
            environment.get(name, "")
            if name == "http_proxy"
            else _either_case(environment, name)
        )
        if value:
            return value
    return ""


def _either_case(environment: Mapping[str, str], name: str) -> str:
    return environment.get(name) or environment.get(name.upper()) or ""


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def is_bypassed(host: str, port: int, bypass: str) -> bool:
    """Whether a comma-separated list such as `NO_PROXY` names this host.

    An item is `*`, a host with or without `:PORT` (its subdomains are meant too),
    an address, or a network such as `10.0.0.0/8`.
    """
    items = (item.strip().lower() for item in bypass.replace(" ", ",").split(","))
    return any(item and _names(item, host.lower(), port) for item in items)


def _names(item: str, host: str, port: int) -> bool:
    if item == "*":
        return True
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(
            item.strip("[]"), strict=False
        )
    except ValueError:
        pass
    name, colon, wanted_port = item.rpartition(":")
    if colon and wanted_port.isdigit():
        if int(wanted_port) != port:
            return False
        item = name
    item = item.strip("[]").removeprefix("*").removeprefix(".")
    return host == item or host.endswith(f".{item}")
