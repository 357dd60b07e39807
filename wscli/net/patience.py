"""What is said when connecting takes longer than it may."""

from wscli.core.errors import ConnectError, Stage
from wscli.core.quantities import format_duration
from wscli.core.target import Target
from wscli.net.resolve import place_of


def explain_timeout(stage: Stage, target: Target) -> ConnectError:
    """Return the error of a deadline that passed in a stage of dialling.

    Args:
        stage: What was not done yet.
        target: Where to; its limit is for all the stages together.
    """
    limit = format_duration(target.limits.connect)
    return ConnectError(
        stage,
        f"{_unfinished(stage, target)} within {limit}",
        "allow more with --connect-timeout, or check what the server does",
    )


def _unfinished(stage: Stage, target: Target) -> str:
    url, route = target.url, target.route
    host, port = place_of(url.host, url.port, route.connect_to)
    if route.proxy is not None:
        host, port = route.proxy.host, route.proxy.port
    match stage:
        case Stage.DNS:
            return f"the name server gave no address of {host}"
        case Stage.TCP:
            place = route.unix_socket or f"{host} port {port}"
            return f"{place} did not accept the connection"
        case Stage.PROXY:
            return f"{route.proxy} opened no connection to {url.authority}"
        case Stage.TLS:
            return f"{url.authority} did not finish the TLS handshake"
        case Stage.HANDSHAKE:
            return f"{url.authority} did not answer"
