"""A message matches what was expected, or each place where it does not is told."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wscli.core.errors import UsageError
from wscli.core.escape import is_printable
from wscli.notation.json_match import check_placeholders, differences, show_value

scalars = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
)
# No string that begins with < can turn up as a placeholder.
plain_scalars = scalars.filter(lambda value: not str(value).startswith("<"))


def nested(leaves):
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.text(max_size=5), inner, max_size=4)
        ),
        max_leaves=12,
    )


json_values = nested(scalars)
plain_values = nested(plain_scalars)


def told(expected, got, **how):
    return [str(each) for each in differences(expected, got, **how)]


def matches(expected, got, **how):
    return told(expected, got, **how) == []


def deep(levels, leaf):
    value = leaf
    for level in range(levels):
        value = [value] if level % 2 else {"a": value}
    return value


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        ({"type": "said"}, {"type": "said", "from": "alice"}),
        ({"a": {"b": 1}}, {"a": {"b": 1, "c": 2}, "d": 3}),
        ([1, 2], [1, 2]),
        ([1, {"a": 1}], [1, {"a": 1, "b": 2}]),
        ([1, "<rest>"], [1, 2, 3]),
        ([1, "<rest>"], [1]),
        (["<rest>"], []),
        (1, 1.0),
        (1.0, 1),
        (10**30, 10**30),
        ("<nonsense>", "<nonsense>"),
        ("<any> ", "<any> "),
        ({"a": "<absent>"}, {"b": 1}),
        ({"a": "<any>"}, {"a": None}),
    ],
)
def test_matches_a_subset(expected, got):
    assert matches(expected, got)


@pytest.mark.parametrize(
    ("expected", "got", "difference"),
    [
        ({"from": "alice"}, {"from": "Alice"}, ('$.from', '"alice"', '"Alice"')),
        ({"from": "alice"}, {"to": "alice"}, ('$.from', '"alice"', "nothing")),
        ({"a": [{"b": 1}]}, {"a": [{"b": 2}]}, ("$.a[0].b", "1", "2")),
        ({"odd key": 1}, {"odd key": 2}, ("$['odd key']", "1", "2")),
        ({"it's": 1}, {}, (r"$['it\'s']", "1", "nothing")),
        ({'a"\\\n\x9b': 1}, {}, (r"""$['a"\\\n\u009b']""", "1", "nothing")),
        (1, True, ("$", "1", "true")),
        (False, 0, ("$", "false", "0")),
        (None, "null", ("$", "null", '"null"')),
        ({}, [], ("$", "{}", "[]")),
        ([], None, ("$", "[]", "null")),
        ("1", 1, ("$", '"1"', "1")),
        ([1, 2], [1], ("$", "2 items", "1 item")),
        ([1], [1, 2, 3], ("$", "1 item", "3 items")),
        ([1, 2, "<rest>"], [1], ("$", "at least 2 items", "1 item")),
        ({"a": "<absent>"}, {"a": 5}, ("$.a", "<absent>", "5")),
        ({"a": "<any>"}, {}, ("$.a", "<any>", "nothing")),
        ({"a": "<matches:^x>"}, {"a": "y"}, ("$.a", "<matches:^x>", '"y"')),
        ("<nonsense>", "x", ("$", '"<nonsense>"', '"x"')),
        ("<matches:\x1b>", 1, ("$", r"<matches:\x1b>", "1")),
    ],
)  # fmt: skip
def test_tells_where_and_how_a_value_differs(expected, got, difference):
    (found,) = differences(expected, got)
    assert (found.path, found.expected, found.got) == difference


def test_a_difference_reads_as_a_line_of_the_failure_report():
    assert told({"from": "alice"}, {"from": "Alice"}) == [
        '$.from   expected "alice"   got "Alice"'
    ]


def test_tells_every_difference_in_the_order_expected():
    expected = {"z": 1, "a": [1, 2, {"b": 1}], "m": {"x": 1, "y": 2}}
    got = {"a": [0, 2, {"b": 0}, 9], "m": {"x": 0, "y": 0}}
    assert [each.path for each in differences(expected, got)] == [
        "$.z", "$.a", "$.a[0]", "$.a[2].b", "$.m.x", "$.m.y",
    ]  # fmt: skip


PLACEHOLDERS = {
    "<any>": [None, True, 0, "", [], {}],
    "<string>": ["", "x"],
    "<int>": [0, -5, 1.0, 10**400],
    "<number>": [0, 1.5, -2],
    "<bool>": [True, False],
    "<null>": [None],
    "<array>": [[], [1]],
    "<object>": [{}, {"a": 1}],
    "<uuid>": [
        "123e4567-e89b-12d3-a456-426614174000",
        "123E4567-E89B-12D3-A456-426614174000",
    ],
    "<datetime>": [
        "2026-01-31T23:59:59Z",
        "2026-01-31t23:59:60.123456789z",
        "2026-01-31 00:00:00+02:00",
        "2026-01-31T00:00:00.5-11:30",
        "2026-01-31T00:00:00",
    ],
    "<matches:^a.c$>": ["abc"],
    "<matches:b>": ["abc"],
}


@pytest.mark.parametrize(
    ("placeholder", "value"),
    [(name, value) for name, values in PLACEHOLDERS.items() for value in values],
)
def test_a_placeholder_matches_its_kind(placeholder, value):
    assert matches(placeholder, value)
    assert matches([{"a": placeholder}], [{"a": value}])


@pytest.mark.parametrize(
    ("placeholder", "value"),
    [
        ("<string>", 1),
        ("<string>", None),
        ("<int>", 1.5),
        ("<int>", True),
        ("<int>", "1"),
        ("<int>", float("inf")),
        ("<number>", False),
        ("<number>", "1"),
        ("<bool>", 1),
        ("<bool>", None),
        ("<null>", 0),
        ("<null>", ""),
        ("<array>", {}),
        ("<object>", []),
        ("<uuid>", 5),
        ("<uuid>", "123e4567e89b12d3a456426614174000"),
        ("<uuid>", "123e4567-e89b-12d3-a456-42661417400g"),
        ("<uuid>", "123e4567-e89b-12d3-a456-4266141740000"),
        ("<datetime>", 1700000000),
        ("<datetime>", "2026-01-31"),
        ("<datetime>", "2026-02-30T00:00:00Z"),
        ("<datetime>", "2026-01-31T24:00:00Z"),
        ("<datetime>", "2026-01-31T00:60:00Z"),
        ("<datetime>", "2026-01-31T00:00:00Zulu"),
        ("<datetime>", "٢٠٢٦-01-31T00:00:00Z"),
        ("<matches:^a>", "ba"),
        ("<matches:1>", 1),
        ("<matches:x>", "<matches:>"),
    ],
)
def test_a_placeholder_refuses_what_is_not_its_kind(placeholder, value):
    (found,) = differences(placeholder, value)
    assert found.expected == placeholder


@pytest.mark.parametrize(
    ("expected", "got", "paths"),
    [
        ({"a": 1}, {"a": 1.0}, []),
        ({"a": 1}, {"a": 1, "b": 2}, ["$.b"]),
        ({"a": 1, "b": 2}, {"a": 1}, ["$.b"]),
        ("<any>", "<any>", []),
        ("<any>", 5, ["$"]),
        ({"a": "<absent>"}, {}, ["$.a"]),
        ([1, "<rest>"], [1, 2], ["$[1]"]),
        ([1, "<rest>"], [1], ["$"]),
        ([[1], True], [[True], 1], ["$[0][0]", "$[1]"]),
    ],
)
def test_an_exact_match_knows_no_placeholders(expected, got, paths):
    assert [each.path for each in differences(expected, got, is_exact=True)] == paths


def test_says_what_nothing_was_expected_or_found():
    assert told({}, {"b": 2}, is_exact=True) == ["$.b   expected nothing   got 2"]
    assert told({"b": "<any>"}, {}, is_exact=True) == [
        '$.b   expected "<any>"   got nothing'
    ]


@given(plain_values)
def test_a_value_matches_itself(value):
    assert matches(value, value)
    assert matches(value, value, is_exact=True)


@given(json_values, json_values)
def test_an_exact_match_is_symmetric(one, other):
    assert matches(one, other, is_exact=True) == matches(other, one, is_exact=True)


@given(plain_values, plain_values)
def test_what_matches_exactly_matches(expected, got):
    if matches(expected, got, is_exact=True):
        assert matches(expected, got)


@given(st.dictionaries(st.text(max_size=3), plain_values), st.data())
def test_more_keys_do_not_matter(got, data):
    names = st.sets(st.sampled_from(sorted(got))) if got else st.just(set())
    kept = {key: got[key] for key in data.draw(names)}
    assert matches(kept, got)
    assert matches(kept, got, is_exact=True) == (len(kept) == len(got))


@given(json_values, json_values)
def test_differences_are_short_lines_that_are_safe_to_show(expected, got):
    for line in [*told(expected, got), *told(expected, got, is_exact=True)]:
        assert is_printable(line, allowed="")
        assert len(line) < 2000


@pytest.mark.parametrize("is_exact", [True, False])
def test_values_nested_deeper_than_python_recurses_are_compared(is_exact):
    one, other = deep(20_000, 1), deep(20_000, 2)
    assert matches(one, one, is_exact=is_exact)
    (found,) = differences(one, other, is_exact=is_exact)
    assert (found.expected, found.got) == ("1", "2")
    assert "…" in found.path
    assert len(found.path) < 130
    (found,) = differences(one, 5, is_exact=is_exact)
    assert found.expected.endswith("…")


def test_a_large_value_is_shown_cut_short():
    (found,) = differences({"a": "x" * 10_000}, {"a": ["y"] * 10_000})
    assert found.expected == '"' + "x" * 79 + "…"
    assert found.got.startswith('["y", "y", ')
    assert len(found.got) == 81


@given(json_values)
def test_a_short_value_is_shown_as_its_json(value):
    shown = show_value(value)
    assert is_printable(shown, allowed="")
    if not shown.endswith("…"):
        assert matches(json.loads(shown), value, is_exact=True)


@pytest.mark.parametrize(
    "expected",
    [
        {"a": "<absent>", "b": ["<rest>"], "c": [[1, "<rest>"], "<rest>"]},
        "<matches:^a$>",
        ["<unknown>", None, True, 1, 1.5],
        deep(20_000, "<any>"),
    ],
)
def test_placeholders_that_can_match_are_accepted(expected):
    check_placeholders(expected)


@pytest.mark.parametrize(
    ("expected", "sentence"),
    [
        ("<absent>", "$: <absent> stands only for the value of a key"),
        ({"a": ["<absent>"]}, "$.a[0]: <absent> stands only"),
        (["<rest>", 1], "$[0]: <rest> stands only for the last items of an array"),
        ({"a": "<rest>"}, "$.a: <rest> stands only"),
        (["<rest>", "<rest>"], "$[0]: <rest> stands only"),
        ({"a": "<matches:(>"}, "$.a: the regular expression '(' cannot be used"),
    ],
)
def test_placeholders_that_never_match_are_refused(expected, sentence):
    with pytest.raises(UsageError) as caught:
        check_placeholders(expected)
    assert caught.value.sentence.startswith(sentence)
