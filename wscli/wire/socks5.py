"""SOCKS5 as a client speaks it (RFC 1928), with user and password (RFC 1929)."""

import ipaddress

VERSION = 5
NO_AUTHENTICATION = 0
USER_AND_PASSWORD = 2
SUCCEEDED = 0
REPLY_START = 5
"""Octets of a reply after which its length is known."""

_REPLIES = {
    1: "general failure",
    2: "its rules do not allow it",
    3: "network is unreachable",
    4: "host is unreachable",
    5: "connection refused",
    6: "time to live expired",
    7: "it does not open connections",
    8: "it does not know this type of address",
}
_IPV4, _NAME, _IPV6 = 1, 3, 4


def greet(*methods: int) -> bytes:
    """Return the offer of methods to authenticate; two octets answer it."""
    return bytes([VERSION, len(methods), *methods])


def authenticate(user: str, password: str) -> bytes:
    """Return the user and password; two octets answer them.

    Raises:
        ValueError: One of them is over 255 bytes.
    """
    return bytes([1]) + _counted(user.encode()) + _counted(password.encode())


def connect(host: str, port: int) -> bytes:
    """Return the request for a connection to a name, in ASCII, or to an address.

    Raises:
        ValueError: The name is over 255 bytes.
    """
    return bytes([VERSION, 1, 0]) + _address(host) + port.to_bytes(2)


def missing_of_reply(start: bytes) -> int:
    """Return how many octets follow the first `REPLY_START` ones of a reply.

    An address of an unknown type is taken for a name: any reply has an end.
    """
    length = {_IPV4: 4, _IPV6: 16}.get(start[3], 1 + start[4])
    return 4 + length + 2 - REPLY_START


def explain_reply(code: int) -> str:
    """Return what a reply other than `SUCCEEDED` says."""
    return _REPLIES.get(code, f"reply {code}")


def _counted(octets: bytes) -> bytes:
    return bytes([len(octets)]) + octets


def _address(host: str) -> bytes:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return bytes([_NAME]) + _counted(host.encode("ascii"))
    return bytes([_IPV4 if address.version == 4 else _IPV6]) + address.packed
