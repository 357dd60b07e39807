"""What is said when a proxy does not do what it is asked for."""

from wscli.core.errors import ConnectError, Stage
from wscli.core.proxy import Proxy


def proxy_error(
    proxy: Proxy, problem: str, hint: str = "", *, is_transient: bool = False
) -> ConnectError:
    """Return the error of a proxy; the problem goes on where its name stops."""
    return ConnectError(
        Stage.PROXY, f"{proxy} {problem}", hint, is_transient=is_transient
    )


def credentials_hint(proxy: Proxy) -> str:
    """Return what to do about a proxy that does not let us in."""
    if proxy.user is not None:
        return "check its user and password"
    url = f"{proxy.kind.value}://USER:PASSWORD@HOST:PORT"
    return f"give a user and password: --proxy {url}"
