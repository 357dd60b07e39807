"""From a host and a port to addresses, and from those to a TCP connection."""

import asyncio
import errno
import ipaddress
import socket
import threading
from typing import TypeAlias, cast

from wscli.core.errors import ConnectError, Stage
from wscli.core.override import Override
from wscli.core.target import Family, Route
from wscli.net.reasons import reason_of

AddressInfo: TypeAlias = tuple[
    socket.AddressFamily,
    socket.SocketKind,
    int,
    str,
    tuple[str, int] | tuple[str, int, int, int],
]
"""One result of `getaddrinfo`."""

_FAMILIES = {
    Family.ANY: socket.AF_UNSPEC,
    Family.IPV4: socket.AF_INET,
    Family.IPV6: socket.AF_INET6,
}

# RFC 8305 section 8: how long to wait before the next address is tried besides.
_HAPPY_EYEBALLS_DELAY = 0.25


def place_of(host: str, port: int, overrides: tuple[Override, ...]) -> tuple[str, int]:
    """Return where a connection to this host and port goes under these overrides."""
    for override in overrides:
        if override.matches(host, port):
            return override.to_host or host, override.to_port or port
    return host, port


async def resolve(host: str, port: int, route: Route) -> list[AddressInfo]:
    """Return the addresses of a host, of the family that the route allows.

    Raises:
        ConnectError: There is none.
    """
    fixed = [each.to_host for each in route.resolve if each.matches(host, port)]
    found: list[AddressInfo] = []
    problem: ConnectError | None = None
    for name in fixed or [host]:
        try:
            found += await _look_up(name, port, route.family)
        except ConnectError as error:
            problem = error
    # Of several addresses, those of the wrong family only count if all are.
    if problem is not None and not found:
        raise problem
    return found


async def _look_up(host: str, port: int, family: Family) -> list[AddressInfo]:
    try:
        if _is_address(host):
            found = _getaddrinfo(host, port, family, socket.AI_NUMERICHOST)
        else:
            found = await _in_thread(host, port, family)
    except OSError as error:
        raise _explain(host, family, error) from None
    return found


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _getaddrinfo(
    host: str, port: int, family: Family, flags: int = 0
) -> list[AddressInfo]:
    found = socket.getaddrinfo(
        host, port, _FAMILIES[family], socket.SOCK_STREAM, 0, flags
    )
    # The annotation of getaddrinfo also has the form of a Python without IPv6.
    return cast("list[AddressInfo]", found)


async def _in_thread(host: str, port: int, family: Family) -> list[AddressInfo]:
    # Not the loop's executor: asyncio waits for its threads at the end, and a
    # resolver that does not answer would hold the program long past its deadline.
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[AddressInfo]] = loop.create_future()

    def settle(result: list[AddressInfo] | OSError) -> None:
        if answer.done():
            return
        if isinstance(result, OSError):
            answer.set_exception(result)
        else:
            answer.set_result(result)

    def look_up() -> None:
        try:
            result: list[AddressInfo] | OSError = _getaddrinfo(host, port, family)
        except OSError as error:
            result = error
        except UnicodeError:
            result = socket.gaierror(socket.EAI_NONAME, "not a host name")
        try:
            loop.call_soon_threadsafe(settle, result)
        except RuntimeError:
            # The loop is closed: nobody waits for the answer any more.
            return

    threading.Thread(target=look_up, name="resolver", daemon=True).start()
    return await answer


def _explain(host: str, family: Family, error: OSError) -> ConnectError:
    if error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", None)):
        wanted = "" if family is Family.ANY else f"{family.value} "
        return ConnectError(
            Stage.DNS,
            f"the host {host} has no {wanted}address",
            "check the spelling, and the network's name server",
        )
    if error.errno == getattr(socket, "EAI_ADDRFAMILY", None):
        return ConnectError(
            Stage.DNS,
            f"{host} is not an {family.value} address",
            "drop -4 or -6",
            is_transient=False,
        )
    return ConnectError(
        Stage.DNS, f"looking up {host} failed: {reason_of(error)}", "try again later"
    )


async def connect_tcp(addresses: list[AddressInfo], host: str) -> socket.socket:
    """Return a socket connected to the first address that answers (RFC 8305).

    Args:
        addresses: Where to try; at least one.
        host: What messages call the place.

    Raises:
        ConnectError: No address could be connected to.
    """
    # Imported here, since a unix socket needs none of it.
    from aiohappyeyeballs import start_connection  # noqa: PLC0415

    try:
        return await start_connection(
            addresses, happy_eyeballs_delay=_HAPPY_EYEBALLS_DELAY, interleave=1
        )
    except OSError as error:
        places = ", ".join(dict.fromkeys(_shown(info) for info in addresses))
        raise explain_connect(error, places or host) from None


def _shown(info: AddressInfo) -> str:
    address, port = info[4][:2]
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def explain_connect(error: OSError, place: str) -> ConnectError:
    """Return a failed TCP or unix connection as an error that says what to do."""
    match error.errno:
        case errno.ECONNREFUSED:
            return ConnectError(
                Stage.TCP,
                f"{place} refused the connection",
                "check that the server runs and listens there",
            )
        case errno.EHOSTUNREACH | errno.ENETUNREACH:
            return ConnectError(
                Stage.TCP, f"there is no route to {place}", "check the network"
            )
        case errno.ETIMEDOUT:
            return ConnectError(
                Stage.TCP, f"{place} does not answer", "check address and firewall"
            )
        case errno.ENOENT | errno.EACCES:
            return ConnectError(
                Stage.TCP,
                f"{place}: {reason_of(error)}",
                "check the path of the socket and its permissions",
                is_transient=False,
            )
        case _:
            reason = reason_of(error)
            return ConnectError(Stage.TCP, f"connecting to {place} failed: {reason}")
