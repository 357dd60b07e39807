from wscli.core.proxy import Proxy, ProxyKind
from wscli.net.proxy_error import credentials_hint, proxy_error

STRICT = Proxy(ProxyKind.SOCKS5H, "::1", 1080, "me", "secret")
OPEN = Proxy(ProxyKind.HTTP, "proxy", 8080)


def test_the_proxy_is_named_without_credentials() -> None:
    error = proxy_error(STRICT, "did it", "do that", is_transient=True)
    assert str(error) == "proxy: socks5h://[::1]:1080 did it; do that"
    assert error.is_transient
    assert not proxy_error(OPEN, "did it").is_transient


def test_who_gave_credentials_is_to_check_them_and_others_are_to_give_some() -> None:
    assert credentials_hint(STRICT) == "check its user and password"
    assert credentials_hint(OPEN) == (
        "give a user and password: --proxy http://USER:PASSWORD@HOST:PORT"
    )
