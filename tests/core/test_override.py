"""Overrides: another address for a host, or another host and port altogether."""

from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wscli.core.errors import UsageError
from wscli.core.override import Override, parse_connect_to, parse_resolve
from wscli.core.url import parse_url


@pytest.mark.parametrize(
    ("override", "host", "port", "matches"),
    [
        (Override("a.test", 80, "b.test"), "a.test", 80, True),
        (Override("a.test", 80, "b.test"), "a.test", 81, False),
        (Override("a.test", 80, "b.test"), "b.test", 80, False),
        (Override("", 80, "b.test"), "a.test", 80, True),
        (Override("", 80, "b.test"), "a.test", 81, False),
        (Override("a.test", None, "b.test"), "a.test", 65535, True),
        (Override("a.test", None, "b.test"), "sub.a.test", 80, False),
        (Override("", None, "b.test", 8000), "a.test", 80, True),
    ],
)
def test_an_override_is_for_its_host_and_port_where_it_names_them(
    override, host, port, matches
):
    assert override.matches(host, port) is matches


def test_an_override_does_not_change():
    override = Override("a.test", 80, "b.test")
    with pytest.raises(FrozenInstanceError):
        override.host = "c.test"
    assert not hasattr(override, "__dict__")
    assert hash(override) == hash(Override("a.test", 80, "b.test"))


@pytest.mark.parametrize(
    ("text", "overrides"),
    [
        ("a.test:443:127.0.0.1", (Override("a.test", 443, "127.0.0.1"),)),
        ("A.test:00443:127.0.0.1", (Override("a.test", 443, "127.0.0.1"),)),
        ("*:443:127.0.0.1", (Override("", 443, "127.0.0.1"),)),
        (":443:127.0.0.1", (Override("", 443, "127.0.0.1"),)),
        ("a.test::127.0.0.1", (Override("a.test", None, "127.0.0.1"),)),
        ("a.test:443:::1", (Override("a.test", 443, "::1"),)),
        ("a.test:443:[::1]", (Override("a.test", 443, "::1"),)),
        ("[0::1]:443:127.0.0.1", (Override("::1", 443, "127.0.0.1"),)),
        (
            "a.test:443:127.0.0.1,[::1]",
            (Override("a.test", 443, "127.0.0.1"), Override("a.test", 443, "::1")),
        ),
    ],
)
def test_an_address_for_a_host_is_read(text, overrides):
    assert parse_resolve(text) == overrides


@pytest.mark.parametrize(
    ("text", "override"),
    [
        ("a.test:443:b.test:8443", Override("a.test", 443, "b.test", 8443)),
        ("A.test:443:B.test:8443", Override("a.test", 443, "b.test", 8443)),
        ("::b.test:", Override("", None, "b.test", None)),
        (":::8443", Override("", None, "", 8443)),
        ("[::1]:443:[0::2]:8443", Override("::1", 443, "::2", 8443)),
    ],
)
def test_another_host_and_port_is_read(text, override):
    assert parse_connect_to(text) == override


@pytest.mark.parametrize("host", ["EXAMPLE.test", "bücher.test", "[0:0::1]", "1.2.3.4"])
def test_a_host_is_found_however_the_url_spells_it(host):
    url = parse_url(f"wss://{host}/")
    for override in (
        *parse_resolve(f"{host}:443:127.0.0.1"),
        parse_connect_to(f"{host}:443:b.test:"),
    ):
        assert override.matches(url.host, url.port)


RESOLVE = "is not of the form HOST:PORT:ADDRESS; such as example.com:443:127.0.0.1"
CONNECT_TO = (
    "is not of the form HOST1:PORT1:HOST2:PORT2; such as example.com:443:127.0.0.1:8443"
)
OUT_OF_RANGE = "is out of range; ports run from 1 to 65535"
NOT_A_NAME = "is not a name; names are of letters, digits, - and _, at most 63 between"


@pytest.mark.parametrize(
    ("parse", "text", "sentence"),
    [
        (parse_resolve, "", f"'' {RESOLVE}"),
        (parse_resolve, "a.test:443", f"'a.test:443' {RESOLVE}"),
        (parse_resolve, "a.test:443:", f"'a.test:443:' {RESOLVE}"),
        (parse_resolve, "a.test:x:::1", f"'a.test:x:::1' {RESOLVE}"),
        (parse_resolve, "a.test:٨:::1", f"'a.test:٨:::1' {RESOLVE}"),
        (parse_resolve, "h:1:::1\n", rf"'h:1:::1\n' {RESOLVE}"),
        (
            parse_resolve,
            "a.test:443:b.test",
            "'b.test' in 'a.test:443:b.test' is not an IP address; a name can be given"
            " to --connect-to",
        ),
        (
            parse_resolve,
            "a.test:443:127.0.0.1,",
            "'' in 'a.test:443:127.0.0.1,' is not an IP address; a name can be given to"
            " --connect-to",
        ),
        (parse_resolve, "h:0:::1", f"the port of 'h:0:::1' {OUT_OF_RANGE}"),
        (parse_resolve, "h:0100000:::1", f"the port of 'h:0100000:::1' {OUT_OF_RANGE}"),
        (parse_resolve, "h!:1:::1", f"the host of 'h!:1:::1' {NOT_A_NAME} dots"),
        (parse_connect_to, "", f"'' {CONNECT_TO}"),
        (parse_connect_to, "a:1:b", f"'a:1:b' {CONNECT_TO}"),
        (parse_connect_to, "a:1:b:2:c", f"'a:1:b:2:c' {CONNECT_TO}"),
        (parse_connect_to, "a:1:::2:3", f"'a:1:::2:3' {CONNECT_TO}"),
        (parse_connect_to, "a:0:b:1", f"the port of 'a:0:b:1' {OUT_OF_RANGE}"),
        (parse_connect_to, "a:1:b:65536", f"the port of 'a:1:b:65536' {OUT_OF_RANGE}"),
        (parse_connect_to, "a:1:b/c:1", f"the host of 'a:1:b/c:1' {NOT_A_NAME} dots"),
    ],
)
def test_what_is_no_override_is_refused_in_one_sentence(parse, text, sentence):
    with pytest.raises(UsageError) as refusal:
        parse(text)
    assert str(refusal.value) == sentence


@given(st.text() | st.text("h:*[]01.,"))
def test_any_text_is_an_override_or_refused(text):
    for parse in (parse_resolve, lambda text: [parse_connect_to(text)]):
        try:
            overrides = parse(text)
        except UsageError as refusal:
            overrides = [Override("", None, str(refusal))]
        assert overrides
        assert all(len(override.to_host.splitlines()) <= 1 for override in overrides)
