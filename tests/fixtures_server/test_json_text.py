"""JSON that could not be sent back is not JSON here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures_server.json_text import DEEPEST, format_json, parse_json

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(json_values)
def test_what_is_written_reads_the_same_and_is_utf_8(value):
    text = format_json(value)
    assert parse_json(text) == value
    assert text.encode().decode() == text


def test_json_is_compact_and_keeps_non_ascii():
    assert format_json({"city": "Köln", "n": [1, 2]}) == '{"city":"Köln","n":[1,2]}'


def test_a_lone_surrogate_stays_an_escape():
    assert format_json(parse_json(r'["\ud800","ü"]')) == r'["\ud800","\u00fc"]'


@pytest.mark.parametrize(
    "text",
    ["", "{", "nul", "{'a': 1}", "[1,]", "NaN", "-Infinity", "1e999", "9" * 5000],
)
def test_malformed_json_is_a_value_error(text):
    with pytest.raises(ValueError, match=r"."):
        parse_json(text)


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
@pytest.mark.parametrize("depth", [DEEPEST + 1, 960, 100_000])
def test_json_nested_too_deeply_is_a_value_error(opening, closing, depth):
    with pytest.raises(ValueError, match="nested too deeply"):
        parse_json(opening * depth + "1" + closing * depth)


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_the_deepest_json_can_be_written_again(opening, closing):
    text = opening * (DEEPEST - 1) + "1" + closing * (DEEPEST - 1)
    assert format_json(parse_json(text)) == text


def test_many_brackets_side_by_side_are_not_deep():
    text = "[" + ",".join(["[]", '{"a":"[{"}'] * DEEPEST) + "]"
    assert format_json(parse_json(text)) == text
