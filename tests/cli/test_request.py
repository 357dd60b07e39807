"""What the opening handshake asks for, where several options speak of one field."""

import base64

import pytest

from wscli.cli.dial_options import RequestOptions
from wscli.cli.project import Resolved
from wscli.cli.request import read_request
from wscli.cli.terminal import Terminal
from wscli.core.errors import UsageError
from wscli.core.target import Request
from wscli.core.url import parse_url

PIPE = Terminal(environment={})


def request(url="ws://example.com/", *, said=None, **options):
    """Reads options, with what an endpoint says besides."""
    resolved = Resolved(url=parse_url(url), **(said or {}))
    return read_request(RequestOptions(**options), resolved, PIPE)


def refused(**options):
    with pytest.raises(UsageError) as caught:
        request(**options)
    return str(caught.value)


def basic(credentials):
    return "Authorization", f"Basic {base64.b64encode(credentials).decode()}"


def test_nothing_said_is_nothing_asked():
    assert request() == Request()


class TestHeaders:
    def test_options_follow_each_other(self):
        headers = request(header=["A: 1", "a: 2"], cookie=["b=3"]).headers
        assert headers == (("Cookie", "b=3"), ("A", "1"), ("a", "2"))

    def test_one_replaces_all_of_its_name_that_the_endpoint_has(self):
        said = {"headers": (("X-Client", "theirs"), ("X-Trace", "1"))}
        headers = request(said=said, header=["x-client: mine"]).headers
        assert headers == (("X-Trace", "1"), ("x-client", "mine"))

    def test_an_empty_one_replaces_too(self):
        said = {"headers": (("X-Client", "theirs"),)}
        assert request(said=said, header=["X-Client:"]).headers == (("X-Client", ""),)


class TestCookies:
    def test_they_are_one_field(self):
        headers = request(cookie=["a=1", "b=2; c=3"]).headers
        assert headers == (("Cookie", "a=1; b=2; c=3"),)

    def test_they_join_those_of_the_endpoint_and_replace_by_name(self):
        said = {"cookies": (("session", "theirs"), ("theme", "dark"))}
        headers = request(said=said, cookie=["session=mine", "more=1"]).headers
        assert headers == (("Cookie", "session=mine; theme=dark; more=1"),)

    def test_a_header_field_of_that_name_replaces_them_all(self):
        said = {"cookies": (("session", "theirs"),)}
        headers = request(said=said, cookie=["a=1"], header=["cookie: x=y"]).headers
        assert headers == (("cookie", "x=y"),)

    def test_an_empty_header_field_leaves_them_out(self):
        said = {"cookies": (("session", "theirs"),)}
        assert request(said=said, header=["Cookie:"]).headers == (("Cookie", ""),)


class TestCredentials:
    def test_a_user_and_a_password(self):
        assert request(user="me:a:b").headers == (basic(b"me:a:b"),)

    def test_a_bearer_token(self):
        assert request(bearer="abc").headers == (("Authorization", "Bearer abc"),)

    @pytest.mark.parametrize(
        ("url", "credentials"),
        [
            ("ws://me:p%40ss@example.com/", b"me:p@ss"),
            ("ws://me@example.com/", b"me:"),
            ("ws://me:@example.com/", b"me:"),
        ],
    )
    def test_those_of_the_url(self, url, credentials):
        assert request(url).headers == (basic(credentials),)

    def test_options_replace_those_of_the_url(self):
        url = "ws://me:pw@example.com/"
        assert request(url, user="you:pw").headers == (basic(b"you:pw"),)
        assert request(url, bearer="abc").headers == (("Authorization", "Bearer abc"),)

    def test_a_header_field_replaces_them_all(self):
        url = "ws://me:pw@example.com/"
        headers = request(url, bearer="abc", header=["authorization: Foo"]).headers
        assert headers == (("authorization", "Foo"),)

    def test_they_replace_those_of_the_endpoint(self):
        said = {"headers": (("authorization", "Bearer theirs"),)}
        assert request(said=said, user="me:pw").headers == (basic(b"me:pw"),)

    def test_one_kind_excludes_the_other(self):
        assert refused(user="me:pw", bearer="abc") == (
            "--user and --bearer exclude each other; give one of them"
        )

    def test_nobody_is_asked_for_a_password_on_a_pipe(self):
        assert refused(user="me") == (
            "--user: there is no password for me, and nobody to ask; write"
            " USER:PASSWORD, or set WSCLI_USER"
        )


class TestSubprotocols:
    def test_they_are_offered_in_order(self):
        asked = request(subprotocol=["chat.v2", "chat.v1"])
        assert asked.subprotocols == ("chat.v2", "chat.v1")

    def test_they_replace_those_of_the_endpoint(self):
        said = {"subprotocols": ("theirs",)}
        assert request(said=said).subprotocols == ("theirs",)
        assert request(said=said, subprotocol=["mine"]).subprotocols == ("mine",)

    @pytest.mark.parametrize("name", ["", "a b", "a,b", "é", "a/b", "a\n"])
    def test_a_name_is_a_token(self, name):
        sentence = refused(subprotocol=[name])
        assert "is not the name of a subprotocol; names have letters" in sentence

    def test_a_name_is_offered_once(self):
        assert refused(subprotocol=["a", "b", "a"]) == (
            "--subprotocol: 'a' is given more than once; each can be offered once"
            " (RFC 6455 section 4.1)"
        )


class TestOrigin:
    def test_an_option_replaces_that_of_the_endpoint(self):
        said = {"origin": "https://theirs"}
        assert request(said=said).origin == "https://theirs"
        assert request(said=said, origin="https://mine").origin == "https://mine"

    def test_an_empty_one_leaves_it_out(self):
        assert request(said={"origin": "https://theirs"}, origin="").origin is None


def test_a_user_agent_may_be_empty():
    assert request(user_agent="me/1").user_agent == "me/1"
    assert request(user_agent="").user_agent == ""


def test_compression_can_be_left_out():
    assert request().has_compression
    assert not request(no_compression=True).has_compression


@pytest.mark.parametrize("option", ["origin", "user_agent"])
@pytest.mark.parametrize("value", ["a\r\nEvil: 1", "日本", "\udcff", "\0"])
def test_what_cannot_be_sent_is_refused_and_not_repeated(option, value):
    name = option.replace("_", "-")
    assert refused(**{option: value}) == (
        f"--{name}: the value has a character that cannot be sent; control characters,"
        " and those beyond Latin-1, have to be encoded"
    )
