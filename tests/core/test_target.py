"""Targets: the promised bounds, and what a redirect may take along."""

from dataclasses import FrozenInstanceError, fields, replace

import pytest

from wscli.core.proxy import Proxy, ProxyKind
from wscli.core.target import (
    Family,
    Limits,
    Request,
    Route,
    Target,
    Tls,
    TlsVersion,
)
from wscli.core.url import parse_url

HERE = parse_url("wss://example.com/chat")

CREDENTIALS = Request(
    headers=(("Authorization", "Bearer abc"), ("Cookie", "session=abc")),
    subprotocols=("chat",),
    origin="https://example.com",
    user_agent="probe",
    has_compression=False,
)

TLS = Tls(
    verify=False,
    ca_file="ca.pem",
    cert_file="me.pem",
    key_file="me.key",
    key_password="opensesame",
    minimum=TlsVersion.TLS_1_3,
    server_name="inner.example.com",
)

TARGET = Target(
    HERE,
    request=CREDENTIALS,
    route=Route(proxy=Proxy(ProxyKind.HTTP, "proxy", 8080)),
    tls=TLS,
    limits=Limits(connect=1.0),
    max_redirects=5,
)


@pytest.mark.parametrize(
    ("name", "bound"),
    [
        ("connect", 10),
        ("close", 2),
        ("max_size", 16 * 1024 * 1024),
        ("max_fragments", 10_000),
        ("max_head", 16 * 1024),
        ("max_head_lines", 128),
        ("max_body", 64 * 1024),
        ("body", 2),
        ("ping_interval", 20),
        ("ping_timeout", 20),
    ],
)
def test_a_session_is_bounded_as_promised(name, bound):
    assert getattr(Target(HERE).limits, name) == bound


def test_every_bound_is_promised():
    assert len(fields(Limits)) == 10


def test_a_target_is_cautious_unless_told_otherwise():
    target = Target(HERE)
    assert target.max_redirects == 0
    assert target.tls == Tls(verify=True, minimum=TlsVersion.TLS_1_2)
    assert target.request == Request(headers=(), origin=None, has_compression=True)
    assert target.route == Route(family=Family.ANY, proxy=None, unix_socket=None)


def test_a_redirect_to_the_same_origin_takes_everything_along():
    there = HERE.join("/elsewhere")
    assert TARGET.redirected(there) == replace(TARGET, url=there, max_redirects=4)


@pytest.mark.parametrize(
    "location",
    [
        "wss://evil.example/chat",
        "wss://example.com:444/chat",
        "ws://example.com:443/chat",
        "//example.com.evil.example/chat",
    ],
)
def test_a_redirect_to_another_origin_takes_no_credentials_along(location):
    there = HERE.join(location)
    assert TARGET.redirected(there) == Target(
        there,
        request=replace(CREDENTIALS, headers=(), subprotocols=()),
        route=TARGET.route,
        tls=Tls(verify=False, ca_file="ca.pem", minimum=TlsVersion.TLS_1_3),
        limits=TARGET.limits,
        max_redirects=4,
    )


@pytest.mark.parametrize(
    ("tls", "has_files"),
    [
        (Tls(), False),
        (Tls(key_password="opensesame", server_name="h"), False),
        (Tls(ca_file="ca.pem"), True),
        (Tls(cert_file="me.pem"), True),
        (Tls(key_file="me.key"), True),
    ],
)
def test_tls_knows_whether_it_has_files_to_read(tls, has_files):
    assert tls.has_files is has_files


@pytest.mark.parametrize(
    "choice",
    [
        TARGET,
        TARGET.request,
        TARGET.route,
        TARGET.tls,
        TARGET.limits,
    ],
    ids=lambda choice: type(choice).__name__,
)
def test_a_choice_does_not_change(choice):
    with pytest.raises(FrozenInstanceError):
        setattr(choice, fields(choice)[0].name, None)
    assert not hasattr(choice, "__dict__")
    assert hash(choice) == hash(replace(choice))


def test_the_passphrase_of_a_key_is_not_shown():
    assert "opensesame" not in repr(TARGET)


def test_the_words_for_families_and_versions():
    assert [family.value for family in Family] == ["any", "IPv4", "IPv6"]
    assert [version.value for version in TlsVersion] == ["1.0", "1.1", "1.2", "1.3"]
