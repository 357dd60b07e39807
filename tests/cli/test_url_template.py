"""Values stay where they are put in a URL."""

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wscli.cli.url_template import expand_url
from wscli.core.errors import UsageError
from wscli.core.url import parse_url
from wscli.notation.variables import Expander, Scope, parse_template


def expand(url, values=None, **query):
    items = tuple((name, parse_template(text)) for name, text in query.items())
    return expand_url(parse_template(url), Expander(Scope(values or {})), items)


@pytest.mark.parametrize(
    ("url", "expanded"),
    [
        ("ws://h/ws", "ws://h/ws"),
        ("{{base}}/ws", "ws://h:1/ws"),
        ("{{base}}/{{odd}}/ws", "ws://h:1/a%2Fb%3Fc%26d%20%25/ws"),
        ("{{base}}{{path}}", "ws://h:1/p/q"),
        ("{{scheme}}://{{host}}:{{port}}/{{port}}", "wss://[::1]:8/8"),
        ("ws://{{host}}", "ws://[::1]"),
        (":{{port}}/ws", ":8/ws"),
        ("h:1/{{odd}}", "h:1/a%2Fb%3Fc%26d%20%25"),
        ("{{base}}/ws?x={{odd}}&y=1", "ws://h:1/ws?x=a%2Fb%3Fc%26d%20%25&y=1"),
        ("{{base}}/ws?x={{none?}}&y=1", "ws://h:1/ws?y=1"),
        ("{{base}}/ws?x={{none?}}", "ws://h:1/ws"),
        ("{{base}}/ws?a=1?b=2", "ws://h:1/ws?a=1?b=2"),
        (r"{{base}}/\{{x}}", "ws://h:1/{{x}}"),
    ],
)
def test_a_value_is_encoded_for_its_place(url, expanded):
    values = {
        "base": "ws://h:1",
        "odd": "a/b?c&d %",
        "path": "/p/q",
        "scheme": "wss",
        "host": "[::1]",
        "port": "8",
    }
    assert expand(url, values) == expanded


def test_a_byte_of_an_argument_that_is_not_utf_8_is_encoded_as_it_is():
    assert expand("ws://h/{{x}}?x={{x}}", {"x": "a\udcff"}) == "ws://h/a%FF?x=a%FF"


def test_further_items_follow_the_query_and_are_encoded_as_a_whole():
    url = expand("ws://h/?a=1", {"t": "x&y"}, b="{{t}}", c="{{none?}}", d="1 2%20")
    assert url == "ws://h/?a=1&b=x%26y&d=1%202%2520"
    assert expand("ws://h/", {}, a="{{none?}}") == "ws://h/"
    assert (
        expand("ws://h", {"t": "1"}, **{"odd name": "{{t}}"}) == "ws://h?odd%20name=1"
    )


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_value_comes_out_of_the_url_as_it_went_in(value):
    url = expand("ws://h/a/{{x}}/b?y={{x}}", {"x": value}, z="{{x}}")
    path, _, query = parse_url(url).resource.partition("?")
    assert [unquote(part) for part in path.split("/")] == ["", "a", value, "b"]
    items = [item.split("=") for item in query.split("&")]
    assert [[name, unquote(text)] for name, text in items] == [
        ["y", value],
        ["z", value],
    ]


@pytest.mark.parametrize("url", ["ws://h/{{x?}}/ws", "{{x?}}/ws"])
def test_no_part_of_the_path_can_be_left_out(url):
    with pytest.raises(UsageError) as caught:
        expand(url)
    assert caught.value.sentence.endswith("needs a variable that is marked as optional")
    assert url in caught.value.sentence
