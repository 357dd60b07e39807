"""Proxies: which one, if any, and why not."""

from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wscli.core.errors import UsageError
from wscli.core.proxy import Proxy, ProxyKind, choose_proxy, is_bypassed, parse_proxy
from wscli.core.url import parse_url


@pytest.mark.parametrize(
    ("text", "proxy"),
    [
        ("p", Proxy(ProxyKind.HTTP, "p", 8080)),
        ("p:3128", Proxy(ProxyKind.HTTP, "p", 3128)),
        ("http://p", Proxy(ProxyKind.HTTP, "p", 8080)),
        ("http://p:/", Proxy(ProxyKind.HTTP, "p", 8080)),
        ("http://p:00080/path?q#f", Proxy(ProxyKind.HTTP, "p", 80)),
        ("https://p", Proxy(ProxyKind.HTTPS, "p", 443)),
        ("socks5://p", Proxy(ProxyKind.SOCKS5, "p", 1080)),
        ("SOCKS5H://P.example", Proxy(ProxyKind.SOCKS5H, "p.example", 1080)),
        ("[::1]:3128", Proxy(ProxyKind.HTTP, "::1", 3128)),
        ("me:p%40ss@p:1", Proxy(ProxyKind.HTTP, "p", 1, "me", "p@ss")),
        ("socks5://me@p", Proxy(ProxyKind.SOCKS5, "p", 1080, "me", "")),
        ("http://bücher.test", Proxy(ProxyKind.HTTP, "xn--bcher-kva.test", 8080)),
    ],
)
def test_a_proxy_is_read(text, proxy):
    assert parse_proxy(text) == proxy


KINDS = "use http, https, socks5, socks5h"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "the proxy '' has no host; write SCHEME://HOST:PORT"),
        (
            "http://:8080",
            "the proxy 'http://:8080' has no host; write SCHEME://HOST:PORT",
        ),
        (
            "http://p:0",
            "the port of the proxy 'http://p:0' is out of range; ports run from 1 to"
            " 65535",
        ),
        (
            "p:99999",
            "the port of the proxy 'p:99999' is out of range; ports run from 1 to"
            " 65535",
        ),
        ("ftp://p", f"the proxy 'ftp://p' has a scheme that is not supported; {KINDS}"),
        ("://p", f"the proxy '://p' has a scheme that is not supported; {KINDS}"),
        (
            "http://p q",
            "the proxy 'http://p q' contains a space; write it as %XX, a space as %20",
        ),
        (
            "http://[p]",
            "the host of the proxy 'http://[p]' is not an IPv6 address; write one as in"
            " [::1]:8000",
        ),
    ],
)
def test_what_is_no_proxy_is_refused_in_one_sentence(text, sentence):
    with pytest.raises(UsageError) as refusal:
        parse_proxy(text)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    "text",
    [
        "ftp://me:opensesame@p",
        "http://me:opensesame@p:x",
        "http://me:open/sesame@p",
        "me:open/sesame@p:1",
        "me:open://sesame@p",
        "http://me:open sesame@p",
        "http://me:opensesame%ff@p",
    ],
)
def test_no_refusal_shows_a_password(text):
    with pytest.raises(UsageError) as refusal:
        parse_proxy(text)
    assert "open" not in str(refusal.value)
    assert "sesame" not in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("me:opensesame@p", "http://p:8080"),
        ("socks5h://me:opensesame@[::1]", "socks5h://[::1]:1080"),
    ],
)
def test_a_proxy_is_shown_without_credentials(text, shown):
    proxy = parse_proxy(text)
    assert str(proxy) == shown
    assert "opensesame" not in repr(proxy)


def choice(url, environment=None, *, option=None, bypass=None):
    proxy = choose_proxy(
        parse_url(url), option=option, bypass=bypass, environment=environment or {}
    )
    return proxy and str(proxy)


EVERYTHING = {
    "ws_proxy": "ws.test:1",
    "wss_proxy": "wss.test:2",
    "http_proxy": "http.test:3",
    "https_proxy": "https.test:4",
    "all_proxy": "all.test:5",
}


def without(*names):
    return {name: value for name, value in EVERYTHING.items() if name not in names}


@pytest.mark.parametrize(
    ("url", "environment", "proxy"),
    [
        ("ws://h", {}, None),
        ("ws://h", EVERYTHING, "http://ws.test:1"),
        ("wss://h", EVERYTHING, "http://wss.test:2"),
        ("ws://h", without("ws_proxy"), "http://http.test:3"),
        ("wss://h", without("wss_proxy"), "http://https.test:4"),
        ("ws://h", without("ws_proxy", "http_proxy"), "http://all.test:5"),
        ("wss://h", without("wss_proxy", "https_proxy"), "http://all.test:5"),
        ("ws://h", {"https_proxy": "p"}, None),
        ("wss://h", {"http_proxy": "p"}, None),
        ("wss://h", {"HTTPS_PROXY": "p"}, "http://p:8080"),
        ("ws://h", {"ALL_PROXY": "socks5h://p"}, "socks5h://p:1080"),
        ("ws://h", {"WS_PROXY": "p"}, "http://p:8080"),
        ("ws://h", {"HTTP_PROXY": "p"}, None),
        ("ws://h", {"http_proxy": ""}, None),
        ("wss://h", {"https_proxy": "one", "HTTPS_PROXY": "two"}, "http://one:8080"),
        ("ws://h", EVERYTHING | {"no_proxy": "h"}, None),
        ("ws://h", EVERYTHING | {"NO_PROXY": "h"}, None),
        ("ws://h", EVERYTHING | {"NO_PROXY": "i"}, "http://ws.test:1"),
        ("ws://localhost", EVERYTHING, None),
        ("ws://LOCALHOST.", EVERYTHING, None),
        ("ws://a.localhost", EVERYTHING, None),
        ("ws://notlocalhost", EVERYTHING, "http://ws.test:1"),
        ("ws://127.8.9.1", EVERYTHING, None),
        ("ws://[::1]", EVERYTHING, None),
        ("ws://10.0.0.1", EVERYTHING, "http://ws.test:1"),
    ],
)
def test_the_environment_names_a_proxy(url, environment, proxy):
    assert choice(url, environment) == proxy


@pytest.mark.parametrize(
    ("option", "bypass", "environment", "proxy"),
    [
        ("p", None, EVERYTHING, "http://p:8080"),
        ("p", None, {"NO_PROXY": "*"}, "http://p:8080"),
        ("p", "localhost", {}, None),
        ("p", "i", {}, "http://p:8080"),
        ("", None, EVERYTHING, None),
    ],
)
def test_an_option_overrules_the_environment_on_this_machine_too(
    option, bypass, environment, proxy
):
    assert choice("ws://localhost", environment, option=option, bypass=bypass) == proxy


def test_the_option_that_bypasses_overrules_the_environment():
    environment = EVERYTHING | {"NO_PROXY": "h"}
    assert choice("ws://h", environment, bypass="i") == "http://ws.test:1"
    assert choice("ws://i", environment, bypass="i") is None


def test_a_proxy_of_the_environment_that_cannot_be_read_is_named():
    with pytest.raises(UsageError) as refusal:
        choice("wss://h", {"HTTPS_PROXY": "ftp://me:opensesame@p"})
    assert str(refusal.value) == (
        "the proxy 'ftp://***@p' of https_proxy has a scheme that is not supported;"
        f" {KINDS}"
    )


def test_a_proxy_of_an_option_that_cannot_be_read_needs_no_name():
    with pytest.raises(UsageError) as refusal:
        choice("ws://h", option="http://p:0")
    assert str(refusal.value) == (
        "the port of the proxy 'http://p:0' is out of range; ports run from 1 to 65535"
    )


def test_a_proxy_does_not_change():
    proxy = parse_proxy("p")
    with pytest.raises(FrozenInstanceError):
        proxy.host = "q"
    assert not hasattr(proxy, "__dict__")
    assert hash(proxy) == hash(parse_proxy("p"))


@pytest.mark.parametrize(
    ("host", "bypass", "bypassed"),
    [
        ("h.test", "", False),
        ("h.test", " , ,", False),
        ("h.test", "*", True),
        ("::1", "*", True),
        ("h.test", "h.test", True),
        ("H.test", "h.TEST", True),
        ("h.test.", "h.test", True),
        ("h.test", "h.test.", True),
        ("a.h.test", "h.test", True),
        ("a.h.test", ".h.test", True),
        ("h.test", ".h.test", True),
        ("a.h.test", "*.h.test", True),
        ("ah.test", "h.test", False),
        ("ah.test", "*.h.test", False),
        ("h.test", "a.h.test", False),
        ("h.test.", ".", False),
        ("h.test", "i.test, h.test", True),
        ("h.test", "i.test h.test", True),
        ("h.test", "i.test,\th.test\n", True),
        ("h.test", "h.test:80", True),
        ("h.test", "h.test:8000", False),
        ("a.h.test", "*.h.test:80", True),
        ("h.test", "*:80", True),
        ("h.test", "*:81", False),
        ("h.test", ":80", False),
        ("h.test", "h.test:²", False),
        ("h.test", "h.test:" + "9" * 5000, False),
        ("10.1.2.3", "10.1.2.3", True),
        ("10.1.2.3", "10.1.2.3:80", True),
        ("10.1.2.3", "10.1.2.3:81", False),
        ("10.1.2.3", "10.0.0.0/8", True),
        ("10.1.2.3", "10.9.9.9/8", True),
        ("11.1.2.3", "10.0.0.0/8", False),
        ("10.1.2.3", "10.0.0.0/99", False),
        ("10.1.2.3", "::/0", False),
        ("::1", "[::1]", True),
        ("::1", "0::1", True),
        ("::1", "[::1]:80", True),
        ("::1", "[::1]:81", False),
        ("2001:db8::1", "2001:db8::/32", True),
        ("2001:db8::80", "2001:db8::80", True),
        ("2001:db8::", "2001:db8::80", False),
        ("fe80::1%eth0", "fe80::/10", True),
        ("fe80::1%eth0", "fe80::1%eth0", True),
    ],
)
def test_a_list_of_hosts_is_bypassed(host, bypass, bypassed):
    assert is_bypassed(host, 80, bypass) is bypassed


@given(st.text() | st.text("h.*:[]/018 ,%"), st.text() | st.text("h.*:[]/018 ,%"))
def test_any_list_is_read(host, bypass):
    assert is_bypassed(host, 80, bypass) in (True, False)
    assert is_bypassed(host, 80, bypass + ",*")


@given(st.text() | st.text("htps5://@:[]1%"))
def test_any_text_is_a_proxy_or_refused_in_one_line(text):
    try:
        answer = str(parse_proxy(text))
    except UsageError as refusal:
        answer = str(refusal)
    assert len(answer.splitlines()) == 1
