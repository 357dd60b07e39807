"""Authorities: who and where, and nothing of a password in a refusal."""

import ipaddress
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wscli.core.authority import (
    Authority,
    bracketed,
    parse_authority,
    refuse_unreadable,
)
from wscli.core.errors import UsageError


@pytest.mark.parametrize(
    ("text", "authority"),
    [
        ("example.com", Authority("example.com", None)),
        ("example.com:8000", Authority("example.com", 8000)),
        ("example.com:", Authority("example.com", None)),
        ("h:1", Authority("h", 1)),
        ("h:65535", Authority("h", 65535)),
        ("h:00080", Authority("h", 80)),
        ("h:" + "0" * 5000 + "80", Authority("h", 80)),
        ("EXAMPLE.Com", Authority("example.com", None)),
        ("example.com.", Authority("example.com.", None)),
        ("my_service-1:80", Authority("my_service-1", 80)),
        ("127.0.0.1:80", Authority("127.0.0.1", 80)),
        ("xn--bcher-kva.example", Authority("xn--bcher-kva.example", None)),
        ("bücher.example", Authority("xn--bcher-kva.example", None)),
        ("BÜCHER。example", Authority("xn--bcher-kva.example", None)),
        ("\uff11\uff12\uff17.0.0.1", Authority("127.0.0.1", None)),
        ("a" * 63 + ".b", Authority("a" * 63 + ".b", None)),
        ("[::1]", Authority("::1", None)),
        ("[::1]:8000", Authority("::1", 8000)),
        ("[0:0::0:1]", Authority("::1", None)),
        ("[2001:DB8::A]", Authority("2001:db8::a", None)),
        ("[fe80::1%25eth0]:80", Authority("fe80::1%eth0", 80)),
        ("[fe80::1%eth0]:80", Authority("fe80::1%eth0", 80)),
        ("[fe80::1%2525]", Authority("fe80::1%25", None)),
        ("me@h", Authority("h", None, "me", "")),
        ("me:@h", Authority("h", None, "me", "")),
        ("me:pw@h:80", Authority("h", 80, "me", "pw")),
        (":pw@h", Authority("h", None, "", "pw")),
        ("@h", Authority("h", None)),
        ("me@work:p@ss:word@h", Authority("h", None, "me@work", "p@ss:word")),
        ("m%40e:p%3aw%2f%C3%BC@h", Authority("h", None, "m@e", "p:w/ü")),
        ("100%:50%zz@h", Authority("h", None, "100%", "50%zz")),
        ("me:℀@h", Authority("h", None, "me", "℀")),
        ("[::1]@[::1]:80", Authority("::1", 80, "[", ":1]")),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_an_authority_is_read(text, authority):
    assert parse_authority(text, "the URL") == authority


NOT_A_NAME = (
    "the host of the URL is not a name; names are of letters, digits, - and _, at"
    " most 63 between dots"
)
NOT_A_NUMBER = (
    "the port of the URL is not a number; write an IPv6 address in brackets, and"
    " / ? # in a password as %2F %3F %23"
)
OUT_OF_RANGE = "the port of the URL is out of range; ports run from 1 to 65535"
NO_IPV6 = "the host of the URL is not an IPv6 address; write one as in [::1]:8000"
NO_ZONE = "the zone in the host of the URL cannot be read; write [fe80::1%25eth0]"
NO_HOST = "the URL has no host; write SCHEME://HOST:PORT"
CANNOT_BE_READ = (
    "the host of the URL cannot be read; only an IPv6 address stands in brackets,"
    " and only :PORT after them"
)
NOT_UTF8 = (
    "the user or password of the URL is not UTF-8; write each byte of the UTF-8"
    " form as %XX"
)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", NO_HOST),
        (":80", NO_HOST),
        ("me:pw@", NO_HOST),
        (".", NOT_A_NAME),
        ("a..b", NOT_A_NAME),
        ("ü..b", NOT_A_NAME),
        (".a", NOT_A_NAME),
        ("a..", NOT_A_NAME),
        ("-a.example", NOT_A_NAME),
        ("a-.example", NOT_A_NAME),
        ("a" * 64, NOT_A_NAME),
        ("ü" * 64, NOT_A_NAME),
        ("a%2eb", NOT_A_NAME),
        ("a!b", NOT_A_NAME),
        ("a\\b", NOT_A_NAME),
        ("a\uff0fb", NOT_A_NAME),
        ("a\u200bb!", NOT_A_NAME),
        ("h:0", OUT_OF_RANGE),
        ("h:000", OUT_OF_RANGE),
        ("h:65536", OUT_OF_RANGE),
        ("h:99999", OUT_OF_RANGE),
        ("h:0000100000", OUT_OF_RANGE),
        ("h:" + "9" * 5000, OUT_OF_RANGE),
        ("h:-1", NOT_A_NUMBER),
        ("h:+80", NOT_A_NUMBER),
        ("h:8o", NOT_A_NUMBER),
        ("h:٨٠", NOT_A_NUMBER),
        ("h:²", NOT_A_NUMBER),
        ("h:80:80", NOT_A_NUMBER),
        ("fe80::1", NOT_A_NUMBER),
        ("[::1", CANNOT_BE_READ),
        ("::1]", NO_HOST),
        ("[::1]80", CANNOT_BE_READ),
        ("a[::1]", CANNOT_BE_READ),
        ("[[::1]]", CANNOT_BE_READ),
        ("[]", NO_IPV6),
        ("[::1::]", NO_IPV6),
        ("[127.0.0.1]", NO_IPV6),
        ("[localhost]", NO_IPV6),
        ("[v1.x]", NO_IPV6),
        ("[::\u0661]", NO_IPV6),
        ("[%25eth0]", NO_IPV6),
        ("[fe80::1%]", NO_ZONE),
        ("[fe80::1%25]", NO_ZONE),
        ("[fe80::1%a%b]", NO_ZONE),
        ("[fe80::1%ü]", NO_ZONE),
        ("%ff@h", NOT_UTF8),
        ("me:%C3@h", NOT_UTF8),
    ],
    ids=lambda value: value[:30],
)
def test_what_is_wrong_is_said_without_repeating_it(text, sentence):
    with pytest.raises(UsageError) as refusal:
        parse_authority(text, "the URL")
    assert str(refusal.value) == sentence


@given(st.text() | st.text("h.-_:@[]%0158ef/ü"))
def test_any_text_is_an_authority_or_refused(text):
    try:
        authority = parse_authority(text, "the URL")
    except UsageError as refusal:
        authority = Authority(str(refusal).replace("the URL", "h"), 1)
    assert authority.host.isascii()
    assert authority.port is None or 1 <= authority.port <= 65535


@given(st.ip_addresses(v=6), st.sampled_from(["", "%eth0", "%25", "%2", "%1.2~x-_"]))
def test_an_ipv6_address_in_brackets_is_read_back(address, zone):
    host = f"{ipaddress.IPv6Address(address)}{zone}"
    assert parse_authority(bracketed(host), "the URL").host == host


@pytest.mark.parametrize(
    ("host", "text"),
    [
        ("example.com", "example.com"),
        ("::1", "[::1]"),
        ("fe80::1%eth0", "[fe80::1%25eth0]"),
    ],
)
def test_only_an_ipv6_address_is_bracketed(host, text):
    assert bracketed(host) == text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a b", "the URL contains a space; write it as %XX, a space as %20"),
        (
            "a\nb",
            r"the URL contains the character '\n'; write it as %XX, a space as %20",
        ),
        (
            "a\x1bb",
            r"the URL contains the character '\x1b'; write it as %XX, a space as %20",
        ),
        (
            "a\x7fb",
            r"the URL contains the character '\x7f'; write it as %XX, a space as %20",
        ),
        (
            "a\udcffb",
            r"the URL contains the character '\udcff'; write it as %XX, a space as %20",
        ),
    ],
)
def test_what_no_url_contains_is_refused(text, sentence):
    with pytest.raises(UsageError) as refusal:
        refuse_unreadable(text, "the URL")
    assert str(refusal.value) == sentence


@pytest.mark.parametrize("text", ["", "ws://h/~!@#$%^&*()[]{}|\\\"'", "wss://ü/👋"])
def test_anything_else_may_stand_in_a_url(text):
    refuse_unreadable(text, "the URL")


def test_an_authority_does_not_change():
    authority = parse_authority("h:80", "the URL")
    with pytest.raises(FrozenInstanceError):
        authority.port = 81
    assert not hasattr(authority, "__dict__")
    assert hash(authority) == hash(Authority("h", 80))


def test_a_password_is_not_shown_by_its_representation():
    assert "opensesame" not in repr(parse_authority("me:opensesame@h", "the URL"))
