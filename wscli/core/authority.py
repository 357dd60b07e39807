"""Who and where: what stands between `//` and the path (RFC 3986 section 3.2)."""

import ipaddress
import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from wscli.core.errors import UsageError

# A port may be empty, as RFC 3986 has it.
_PLACE = re.compile(r"(\[[^\[\]]*\]|[^:\[\]]*)(?::(.*))?")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_ZONE = re.compile(r"[A-Za-z0-9._~-]+")
_UNREADABLE = re.compile("[\x00-\x20\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Authority:
    """A place, and who asks.

    Attributes:
        host: Name or address, in lower case and ASCII; an IPv6 address in its
            shortest form, without brackets, with the zone it has: `fe80::1%eth0`.
        port: From 1 to 65535; None where there was none.
        user: Decoded; None without userinfo.
        password: Likewise; empty where there is only a user.
    """

    host: str
    port: int | None
    user: str | None = None
    password: str | None = field(default=None, repr=False)


def refuse_unreadable(text: str, shown: str) -> None:
    """Refuse characters that no URL contains, so that none is dropped unseen.

    Args:
        text: The URL.
        shown: What to call it in the sentence, such as `the URL 'ws://…'`.

    Raises:
        UsageError: There is a blank, a control character or half a character.
    """
    match = _UNREADABLE.search(text)
    if match is not None:
        what = "a space" if match[0] == " " else f"the character {match[0]!r}"
        raise UsageError(f"{shown} contains {what}", "write it as %XX, a space as %20")


def parse_authority(text: str, shown: str) -> Authority:
    """Read `[USER[:PASSWORD]@]HOST[:PORT]`.

    Args:
        text: The authority.
        shown: What to call its URL in the sentence, without credentials. No part
            of the text is repeated besides, since a password with a `/` in it
            makes anything look like a host or a port.

    Raises:
        UsageError: Something in it cannot be; the sentence says what.
    """
    userinfo, _, place = text.rpartition("@")
    match = _PLACE.fullmatch(place)
    if match is None:
        raise UsageError(
            f"the host of {shown} cannot be read",
            "only an IPv6 address stands in brackets, and only :PORT after them",
        )
    host, port = parse_host(match[1], shown), parse_port(match[2] or "", shown)
    if not userinfo:
        return Authority(host, port)
    user, _, password = userinfo.partition(":")
    return Authority(host, port, _decoded(user, shown), _decoded(password, shown))


def parse_host(text: str, shown: str) -> str:
    """Return the host of a name, or of an IPv6 address in brackets: see `Authority`.

    Raises:
        UsageError: It is neither; the sentence says so of what is `shown`.
    """
    if text.startswith("["):
        return _ipv6(text[1:-1], shown)
    return _name(text, shown)


def parse_port(text: str, shown: str) -> int | None:
    """Return the port, or None for an empty text.

    Raises:
        UsageError: It is none; the sentence says so of what is `shown`.
    """
    if not text:
        return None
    if not (text.isascii() and text.isdigit()):
        raise UsageError(
            f"the port of {shown} is not a number",
            "write an IPv6 address in brackets, and / ? # in a password as %2F %3F %23",
        )
    digits = text.lstrip("0")
    if not digits or len(digits) > 5 or int(digits) > 65535:
        raise UsageError(
            f"the port of {shown} is out of range", "ports run from 1 to 65535"
        )
    return int(digits)


def bracketed(host: str) -> str:
    """Return a host as it stands in a URL: an IPv6 address in brackets."""
    return f"[{host.replace('%', '%25')}]" if ":" in host else host


def _name(name: str, shown: str) -> str:
    if not name:
        raise UsageError(f"{shown} has no host", "write SCHEME://HOST:PORT")
    try:
        host = (name if name.isascii() else name.encode("idna").decode("ascii")).lower()
    except UnicodeError:
        host = ""
    if not all(map(_LABEL.fullmatch, host.removesuffix(".").split("."))):
        raise UsageError(
            f"the host of {shown} is not a name",
            "names are of letters, digits, - and _, at most 63 between dots",
        )
    return host


def _ipv6(text: str, shown: str) -> str:
    address, percent, zone = text.partition("%")
    # RFC 6874 writes the percent sign before a zone as %25; people write it plain.
    zone = zone.removeprefix("25")
    try:
        host = str(ipaddress.IPv6Address(address))
    except ValueError:
        raise UsageError(
            f"the host of {shown} is not an IPv6 address", "write one as in [::1]:8000"
        ) from None
    if not percent:
        return host
    if not _ZONE.fullmatch(zone):
        raise UsageError(
            f"the zone in the host of {shown} cannot be read", "write [fe80::1%25eth0]"
        )
    return f"{host}%{zone}"


def _decoded(text: str, shown: str) -> str:
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise UsageError(
            f"the user or password of {shown} is not UTF-8",
            "write each byte of the UTF-8 form as %XX",
        ) from None
