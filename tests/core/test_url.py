"""WebSocket URLs: read as people type them, written as RFC 6455 section 3 has them."""

from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wscli.core.errors import UsageError
from wscli.core.url import SCHEMES, Url, is_url, parse_url


def test_the_schemes_and_whether_they_mean_tls():
    assert SCHEMES == {"ws": False, "wss": True, "http": False, "https": True}


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("ws://example.com", Url(False, "example.com", 80, "/")),
        ("wss://example.com/", Url(True, "example.com", 443, "/")),
        ("http://example.com/ws", Url(False, "example.com", 80, "/ws")),
        ("https://example.com/ws", Url(True, "example.com", 443, "/ws")),
        ("WSS://EXAMPLE.com/Ws", Url(True, "example.com", 443, "/Ws")),
        ("ws://h:8000/ws", Url(False, "h", 8000, "/ws")),
        ("ws://h:/ws", Url(False, "h", 80, "/ws")),
        ("wss://h:80", Url(True, "h", 80, "/")),
        ("ws://h?q=1", Url(False, "h", 80, "/?q=1")),
        ("ws://h/?", Url(False, "h", 80, "/?")),
        ("ws://h?", Url(False, "h", 80, "/?")),
        ("ws://h/a?b?c=/d", Url(False, "h", 80, "/a?b?c=/d")),
        ("ws://h//double//slash", Url(False, "h", 80, "//double//slash")),
        ("ws://h/a/../b/./c", Url(False, "h", 80, "/a/../b/./c")),
        ("ws://h/ü?ü", Url(False, "h", 80, "/%C3%BC?%C3%BC")),
        ("ws://h/%C3%bc?%20", Url(False, "h", 80, "/%C3%bc?%20")),
        ("ws://h/100%", Url(False, "h", 80, "/100%")),
        ('ws://h/"[{?"[{', Url(False, "h", 80, "/%22%5B%7B?%22[{")),
        ("ws://h/a:b@c;d=e,f~", Url(False, "h", 80, "/a:b@c;d=e,f~")),
        ("ws://h?a=b+c&d[]=e|f", Url(False, "h", 80, "/?a=b+c&d[]=e|f")),
        ("ws://[::1]:8000/ws", Url(False, "::1", 8000, "/ws")),
        ("ws://bücher.example", Url(False, "xn--bcher-kva.example", 80, "/")),
        ("ws://me:p%40ss@h/", Url(False, "h", 80, "/", "me", "p@ss")),
        ("ws://me@h/", Url(False, "h", 80, "/", "me", "")),
        ("ws://h/@me", Url(False, "h", 80, "/@me")),
        (":8000/ws", Url(False, "localhost", 8000, "/ws")),
        (":8000", Url(False, "localhost", 8000, "/")),
        ("h:8000/ws", Url(False, "h", 8000, "/ws")),
        ("h/ws?u=http://x", Url(False, "h", 80, "/ws?u=http://x")),
        ("[::1]:8000", Url(False, "::1", 8000, "/")),
        ("me:pw@h:8000", Url(False, "h", 8000, "/", "me", "pw")),
        ("ws:8000/ws", Url(False, "ws", 8000, "/ws")),
    ],
)
def test_a_url_is_read(text, url):
    assert parse_url(text) == url


NOT_A_NUMBER = (
    "is not a number; write an IPv6 address in brackets, and / ? # in a password as"
    " %2F %3F %23"
)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "the URL '' has no host; write SCHEME://HOST:PORT"),
        ("ws://", "the URL 'ws://' has no host; write SCHEME://HOST:PORT"),
        ("ws:///ws", "the URL 'ws:///ws' has no host; write SCHEME://HOST:PORT"),
        ("/ws", "the URL '/ws' has no host; write SCHEME://HOST:PORT"),
        ("//h/ws", "the URL '//h/ws' has no host; write SCHEME://HOST:PORT"),
        (
            "ws:/h",
            "the URL 'ws:/h' lacks the // after its scheme; write ws://HOST:PORT/PATH",
        ),
        (
            "HTTPS:h",
            "the URL 'HTTPS:h' lacks the // after its scheme; write"
            " ws://HOST:PORT/PATH",
        ),
        (
            "ftp://h/",
            "the URL 'ftp://h/' has a scheme that is not a WebSocket's; use ws:// or"
            " wss://",
        ),
        (
            "://h/",
            "the URL '://h/' has a scheme that is not a WebSocket's; use ws:// or"
            " wss://",
        ),
        (
            "ws://h/#top",
            "the URL 'ws://h/#top' has a fragment (#...), which WebSocket URLs must not"
            " have (RFC 6455 section 3); write %23 if the # belongs to the path or"
            " query",
        ),
        (
            "ws://h/a b",
            "the URL 'ws://h/a b' contains a space; write it as %XX, a space as %20",
        ),
        (
            "ws://h/\r\nHost: x",
            r"the URL 'ws://h/\r\nHost: x' contains the character '\r'; write it as"
            " %XX, a space as %20",
        ),
        (
            "ws://h/\udcff",
            r"the URL 'ws://h/\udcff' contains the character '\udcff'; write it as %XX,"
            " a space as %20",
        ),
        (
            "ws://h:99999/",
            "the port of the URL 'ws://h:99999/' is out of range; ports run from 1 to"
            " 65535",
        ),
        ("ws://h:x/", f"the port of the URL 'ws://h:x/' {NOT_A_NUMBER}"),
        ("::1", f"the port of the URL '::1' {NOT_A_NUMBER}"),
        (
            "ws://\u202eh/",
            r"the host of the URL 'ws://\u202eh/' is not a name; names are of letters,"
            " digits, - and _, at most 63 between dots",
        ),
    ],
)
def test_what_is_no_url_is_refused_in_one_sentence(text, sentence):
    with pytest.raises(UsageError) as refusal:
        parse_url(text)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    "text",
    [
        "ftp://me:opensesame@h/",
        "ws://me:opensesame@h:99999/",
        "ws://me:opensesame@h:x/",
        "ws://me:opensesame@/",
        "ws://me:opensesame@a..b/",
        "ws://me:opensesame@[::1/",
        "ws://me:opensesame@h/#top",
        "ws://me:opensesame@h/a b",
        "ws://me:open sesame@h/",
        "ws://me:opensesame%ff@h/",
        "ws://me:open/sesame@h/",
        "ws://me:open?sesame@h/",
        "ws://me:open#sesame@h/",
        "ws://me:open@sesame@h:x/",
        "ws:/me:opensesame@h/",
        "ws://me:opensesame\u2100@h:x",
        "me:open sesame@h",
        "me:open://sesame@h",
        "://me:opensesame@h",
        "ws://h:x/?token=opensesame",
        "ws://h/?access_token=opensesame#top",
    ],
)
def test_no_refusal_shows_a_password(text):
    with pytest.raises(UsageError) as refusal:
        parse_url(text)
    assert "open" not in str(refusal.value)
    assert "sesame" not in str(refusal.value)


@given(st.text() | st.text("wsh:/?#@[]%.0189 \n\ud800"))
def test_any_text_is_a_url_or_refused_in_one_line(text):
    try:
        answer = str(parse_url(text))
    except UsageError as refusal:
        answer = str(refusal)
    assert len(answer.splitlines()) == 1


@given(
    st.builds(
        "{}{}{}{}/{}{}".format,
        st.sampled_from(["ws://", "wss://", "HTTPS://", ""]),
        st.sampled_from(["", "me@", "me:p%40@ss@"]),
        st.sampled_from(["h", "H.example.", "bücher.test", "[FE80::1%1]", "127.0.0.1"]),
        st.sampled_from([":", ":1", ":080", ":443", ":65535"]),
        st.text(st.characters(exclude_characters="#?", exclude_categories=["Cc", "Cs"]))
        .map(lambda path: path.replace(" ", ""))
        .map(lambda path: path.replace("\u2028", "")),
        st.sampled_from(["", "?", "?a=b&ü=%zz", '?{"a":[1]}', "??/@:"]),
    )
)
def test_a_url_that_was_written_is_read_back(text):
    url = parse_url(text)
    assert parse_url(str(url)) == replace(url, user=None, password=None)


@pytest.mark.parametrize(
    ("text", "shown", "authority"),
    [
        ("ws://h:80/ws", "ws://h/ws", "h"),
        ("wss://h:443/ws", "wss://h/ws", "h"),
        ("ws://h:443/ws", "ws://h:443/ws", "h:443"),
        ("https://me:pw@H:8000", "wss://h:8000/", "h:8000"),
        ("ws://[::1]/", "ws://[::1]/", "[::1]"),
        ("ws://[::1]:8000/", "ws://[::1]:8000/", "[::1]:8000"),
        (
            "ws://[fe80::1%eth0]:8000/",
            "ws://[fe80::1%25eth0]:8000/",
            "[fe80::1]:8000",
        ),
    ],
)
def test_a_url_is_shown_and_asked_for_without_what_goes_without_saying(
    text, shown, authority
):
    assert str(parse_url(text)) == shown
    assert parse_url(text).authority == authority


def test_a_url_knows_its_host_in_brackets():
    assert parse_url("ws://[::1]").bracketed_host == "[::1]"
    assert parse_url("ws://h").bracketed_host == "h"


def test_a_url_does_not_change():
    url = Url(False, "h", 80)
    with pytest.raises(FrozenInstanceError):
        url.host = "i"
    assert not hasattr(url, "__dict__")
    assert hash(url) == hash(parse_url("ws://h/"))


def test_a_url_does_not_show_its_password():
    url = parse_url("ws://me:opensesame@h")
    assert "opensesame" not in f"{url} {url!r}"


@pytest.mark.parametrize(
    ("one", "other", "are_same"),
    [
        ("ws://h/a", "ws://H:80/b?c", True),
        ("ws://h", "http://me:pw@h", True),
        ("ws://[::1]", "ws://[0::1]", True),
        ("ws://h", "wss://h", False),
        ("ws://h:443", "wss://h:443", False),
        ("ws://h", "ws://h:81", False),
        ("ws://h", "ws://h.example", False),
    ],
)
def test_an_origin_is_scheme_host_and_port(one, other, are_same):
    assert (parse_url(one).origin == parse_url(other).origin) is are_same


@pytest.mark.parametrize(
    ("base", "location", "joined"),
    [
        ("ws://h/a/b", "/c", "ws://h/c"),
        ("ws://h/a/b", "c", "ws://h/a/c"),
        ("ws://h/a/b", "../c", "ws://h/c"),
        ("ws://h/a/b", "../../../c", "ws://h/c"),
        ("ws://h/a/b?q", "?r", "ws://h/a/b?r"),
        ("ws://h/a", "", "ws://h/a"),
        ("ws://h/a", "/c#top", "ws://h/c"),
        ("ws://h:8000/a", "/c", "ws://h:8000/c"),
        ("wss://h/a", "/c", "wss://h/c"),
        ("wss://h/a", "//i/c", "wss://i/c"),
        ("wss://h/a", "http://i/c", "ws://i/c"),
        ("ws://h/a", "https://i/c", "wss://i/c"),
        ("ws://h/a", "wss://i:1/c", "wss://i:1/c"),
        ("ws://[fe80::1%25lo]/a", "/c", "ws://[fe80::1%25lo]/c"),
        ("ws://h/a", "/%2e%2e/ü", "ws://h/%2e%2e/%C3%BC"),
    ],
)
def test_a_redirect_is_followed_from_where_it_was_found(base, location, joined):
    assert str(parse_url(base).join(location)) == joined


LEADS_NOWHERE = "is not a ws, wss, http or https URL"


@pytest.mark.parametrize(
    ("location", "sentence"),
    [
        ("mailto:me", f"the location 'mailto:me' {LEADS_NOWHERE}"),
        ("javascript:8000", f"the location 'javascript:8000' {LEADS_NOWHERE}"),
        ("evil.example:80/x", f"the location 'evil.example:80/x' {LEADS_NOWHERE}"),
        ("wss:/h", f"the location 'wss:/h' {LEADS_NOWHERE}"),
        ("//[::1", f"the location '//[::1' {LEADS_NOWHERE}"),
        (
            "me:pw@evil.example:80",
            f"the location '***@evil.example:80' {LEADS_NOWHERE}",
        ),
        (
            "ftp://h/",
            "the URL 'ftp://h/' has a scheme that is not a WebSocket's; use ws:// or"
            " wss://",
        ),
        (
            "http://[x",
            "the host of the URL 'http://[x' cannot be read; only an IPv6 address"
            " stands in brackets, and only :PORT after them",
        ),
        (
            "/a\tb",
            r"the location '/a\tb' contains the character '\t'; write it as %XX, a"
            " space as %20",
        ),
    ],
)
def test_a_redirect_to_something_else_is_refused(location, sentence):
    with pytest.raises(UsageError) as refusal:
        parse_url("ws://h/a").join(location)
    assert str(refusal.value) == sentence


@given(st.text() | st.text("wsh:/?#@[]%.0189."))
def test_any_location_is_followed_or_refused(location):
    base = parse_url("ws://h/a/b?c")
    try:
        url = base.join(location)
    except UsageError:
        url = base
    assert parse_url(str(url)) == replace(url, user=None, password=None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ws://h", True),
        (":8000/ws", True),
        ("h:8000", True),
        ("h/ws", True),
        ("me:pw@h", True),
        ("ws:/h", True),
        ("echo", False),
        ("my-chat_2.old", False),
        ("", False),
    ],
)
def test_a_url_is_told_from_the_name_of_an_endpoint(text, expected):
    assert is_url(text) is expected
