"""Sending a connection elsewhere: what `--resolve` and `--connect-to` mean."""

import ipaddress
import re
from dataclasses import dataclass

from wscli.core.authority import parse_host, parse_port
from wscli.core.errors import UsageError

# A part is a host, an address in brackets, or nothing.
_PART = r"(\[[^\]]*\]|[^:\[\]]*)"
_RESOLVE = re.compile(rf"{_PART}:([0-9]*):(.+)")
_CONNECT_TO = re.compile(rf"{_PART}:([0-9]*):{_PART}:([0-9]*)")


@dataclass(frozen=True, slots=True)
class Override:
    """Another place for one host and port: `--resolve` and `--connect-to`.

    Hosts are written as in `Url.host`. An empty `host`, or a `port` of None, matches
    any. An empty `to_host`, or a `to_port` of None, leaves that part as it was.
    """

    host: str
    port: int | None
    to_host: str
    to_port: int | None = None

    def matches(self, host: str, port: int) -> bool:
        """Whether a connection to this host and port is meant."""
        return self.host in ("", host) and self.port in (None, port)


def parse_resolve(text: str) -> tuple[Override, ...]:
    """Read `HOST:PORT:ADDRESS[,ADDRESS...]`; `*` or nothing for HOST is any host.

    Raises:
        UsageError: It has another form, or an address is none.
    """
    match = _RESOLVE.fullmatch(text)
    if match is None:
        raise UsageError(
            f"{text!r} is not of the form HOST:PORT:ADDRESS",
            "such as example.com:443:127.0.0.1",
        )
    host = "" if match[1] == "*" else _host(match[1], text)
    addresses = [each.strip("[]") for each in match[3].split(",")]
    for address in addresses:
        try:
            ipaddress.ip_address(address)
        except ValueError:
            raise UsageError(
                f"{address!r} in {text!r} is not an IP address",
                "a name can be given to --connect-to",
            ) from None
    port = parse_port(match[2], repr(text))
    return tuple(Override(host, port, each) for each in addresses)


def parse_connect_to(text: str) -> Override:
    """Read `HOST1:PORT1:HOST2:PORT2`; an empty part is any, or stays as it was.

    Raises:
        UsageError: It has another form.
    """
    match = _CONNECT_TO.fullmatch(text)
    if match is None:
        raise UsageError(
            f"{text!r} is not of the form HOST1:PORT1:HOST2:PORT2",
            "such as example.com:443:127.0.0.1:8443",
        )
    return Override(
        _host(match[1], text),
        parse_port(match[2], repr(text)),
        _host(match[3], text),
        parse_port(match[4], repr(text)),
    )


def _host(part: str, text: str) -> str:
    return parse_host(part, repr(text)) if part else ""
