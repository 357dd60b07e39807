"""JSONPath as RFC 9535 has it, read as a condition on one message."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wscli.core.errors import UsageError
from wscli.notation.json_path_compiler import compile_condition

MESSAGE = {
    "type": "stock_update",
    "price": 42,
    "zero": 0,
    "empty": "",
    "no": False,
    "nothing": None,
    "limit": 10,
    "odd key": {"$": 1},
    "items": [
        {"name": "a", "x": 1, "tags": ["t", "u"]},
        {"name": "b", "x": 20, "tags": []},
    ],
}


def is_true(text, message=MESSAGE):
    return compile_condition(text)(message)


@pytest.mark.parametrize(
    "query",
    [
        "$",
        "$.type",
        "$.zero",
        "$.no",
        "$.empty",
        "$.nothing",
        "$['odd key']['$']",
        '$["odd key"]',
        "$.items[1].x",
        "$.items[-2]",
        "$.items[0:1]",
        "$.items[*].tags[1]",
        "$..tags[0]",
        "$.items[?@.x > 1]",
        "$.items[?@.x > $.limit].name",
        "$.items[?@.tags[?@ == 't']]",
        "$.items[?count(@.tags[*]) == 2]",
        " $.type ",
    ],
)
def test_a_query_is_true_when_it_selects_something(query):
    assert is_true(query)


@pytest.mark.parametrize(
    "query",
    [
        "$.other",
        "$.items[2]",
        "$.items.x",
        "$.type.length",
        "$.items[1].tags[0]",
        "$.items[?@.x > 100]",
        "$.items[?@.x > $.missing]",
        "$[0]",
        "$..other",
    ],
)
def test_a_query_is_false_when_it_selects_nothing(query):
    assert not is_true(query)


@pytest.mark.parametrize(
    ("condition", "truth"),
    [
        ('$.type == "stock_update"', True),
        ("$.type == 'stock_update'", True),
        ('"stock_update" == $.type', True),
        ('$.type != "stock_update"', False),
        ('$.type == "$.type"', False),
        ("$.price > 41.5 && $.price <= 42", True),
        ("$.price < 42 || $.zero == 0", True),
        ("$.price < 42 || $.zero != 0", False),
        ("$.missing || $.type", True),
        ("!$.missing", True),
        ("!($.price == 42)", False),
        ("!($.price == 1 || $.missing) && $.zero >= 0", True),
        ("$.price == 42.0", True),
        ("$.nothing == null", True),
        ("$.missing == null", False),
        ("$.missing == $.gone", True),
        ("$.missing <= $.gone", True),
        ("$.missing < $.gone", False),
        ("$.missing != $.zero", True),
        ("$.no == false", True),
        ("$.zero == false", False),
        ("$.items[0].tags == $.items[0].tags", True),
        ("$.items[0].tags == $.items[1].tags", False),
        ("count($.items[?@.x > $.limit]) == 1", True),
        ("length($.items) == 2 && length($.type) == 12", True),
        ("length($.price) == 2", False),
        ('match($.type, "stock")', False),
        ('match($.type, "stock.*")', True),
        ('search($.type, "_up")', True),
        ('search($.price, "4")', False),
        ("value($..limit) == 10", True),
        ("value($..x) == 1", False),
        ("@.price == 42", True),
        ("$ == $", True),
    ],
)
def test_a_condition_is_about_the_message(condition, truth):
    assert is_true(condition) is truth


@pytest.mark.parametrize(
    "text", ["$", "[1", '{"a":', "123", "null", "", "a $.b == 'c'"]
)
def test_a_message_that_is_a_string_is_not_read_as_json(text):
    assert is_true("$", text)
    assert is_true(f"$ == {json.dumps(text)}", text)
    assert not is_true("$.a || $[0] || $[0:2] || $.* || $..a", text)


class TestWhereTheLibraryDiffersFromTheStandard:
    def test_a_large_whole_number_keeps_its_digits(self):
        message = {"id": 9007199254740993}
        assert is_true("$.id == 9007199254740993", message)
        assert not is_true("$.id == 9007199254740992", message)

    def test_exponents_are_numbers(self):
        assert is_true("$ == 1e2", 100)
        assert is_true("$ == 1E+2", 100)
        assert is_true("$ == 1e-2", 0.01)
        assert is_true("$ < 1e400", 100)
        assert is_true("$ == -0", 0)

    def test_slices_are_of_arrays(self):
        assert not is_true("$.a[0:2]", {"a": "hello"})
        assert is_true("$.a[::-1]", {"a": [1]})
        assert not is_true("$.a[1:2:0]", {"a": [1, 2]})

    @pytest.mark.parametrize("value", [0, False, "", None, [], {}])
    def test_the_current_node_exists_whatever_its_value(self, value):
        assert is_true("$[?@]", [value])
        assert is_true("count($[?@]) == 1", {"a": value})

    def test_the_root_is_the_message_inside_of_nested_filters(self):
        message = {"limit": 5, "groups": [{"members": [{"x": 9}]}]}
        assert is_true("$.groups[?@.members[?@.x > $.limit]]", message)
        assert not is_true("$.groups[?@.members[?@.x < $.limit]]", message)

    def test_truth_values_have_no_order(self):
        for operator in "<", ">":
            assert not is_true(f"$.no {operator} 5 || 5 {operator} $.no")
        assert is_true("$.no <= false && false >= $.no")
        assert not is_true("$.no <= 0 || $.no >= 0")

    def test_true_is_not_one_inside_of_arrays(self):
        assert not is_true("$.a == $.b", {"a": [True], "b": [1]})
        assert is_true("$.a == $.b", {"a": [1, {"c": 2}], "b": [1.0, {"c": 2}]})

    @pytest.mark.parametrize(
        ("condition", "reason"),
        [
            ("!$.a == 1", "only values can be compared"),
            ("1 == !$.a", "only values can be compared"),
            ("$.a == 1 == 2", "only values can be compared"),
            ("$.a <> 1", "unexpected '<>' at character 5"),
        ],
    )
    def test_what_could_never_be_true_is_refused(self, condition, reason):
        with pytest.raises(UsageError, match=reason):
            compile_condition(condition)


@given(st.integers(), st.integers())
def test_whole_numbers_compare_as_numbers(one, other):
    message = {"one": one, "other": other}
    for operator, truth in {
        "==": one == other,
        "!=": one != other,
        "<": one < other,
        "<=": one <= other,
        ">": one > other,
        ">=": one >= other,
    }.items():
        assert is_true(f"$.one {operator} $.other", message) is truth
        assert is_true(f"$.one {operator} {other}", message) is truth


# What a JSONPath can hold: neither control characters nor half characters.
literals = st.text(st.characters(min_codepoint=0x20, exclude_categories=["Cs"]))


@given(literals, literals)
def test_strings_compare_as_strings(one, other):
    message = {"one": one, "other": other}
    assert is_true("$.one == $.other", message) is (one == other)
    assert is_true("$.one < $.other", message) is (one < other)
    assert is_true(f"$.one == {json.dumps(one)}", message)


@given(
    st.lists(st.sampled_from("abc") | st.integers(0, 2), max_size=4),
    st.recursive(
        st.none() | st.integers(),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner)
        ),
    ),
)
def test_a_plain_path_selects_what_indexing_finds(steps, message):
    value, is_there = message, True
    for step in steps:
        try:
            if isinstance(step, int) == isinstance(value, dict):
                raise KeyError(step)
            value = value[step]
        except (KeyError, IndexError, TypeError):
            is_there = False
    path = "".join(
        f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps
    )
    assert is_true(f"${path}", message) is is_there


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('$.type = "x"', "unexpected token '=' at character 8"),
        ("$.a[?@.x > 1", "unexpected end of segment at its end"),
        ("$.a ==", "at its end"),
        ("", "at its end"),
        ("$.a]", "unexpected ']' at character 4"),
        ("$.a, $.b", "unexpected ',' at character 4"),
        ("$.a][?$.b", "unexpected ']' at character 4"),
        ("hello", "unexpected 'hello' at character 1"),
        ("$['a' 'b']", "expected comma, found single quote string at character 8"),
        ("$.a == 'x", "at character 8"),
        ("$.a == 01", "a number that is not JSON's at character 8"),
        ("$.a == -01", "a number that is not JSON's at character 8"),
        ("$[01]", "leading zero"),
        ("$[9999999999999999999]", "out of range at character 3"),
        ("foo($.a)", "function 'foo' is not defined at character 1"),
        ("count($.a)", "must be compared"),
        ("length($..a) == 1", "must be of ValueType"),
        ("$.a == $..b", "not comparable"),
        ('match($.a, "x") == true', "result of match() is not comparable"),
        ('"x"', "must be compared"),
        ("^.a", "at character 1"),
        ("$.a contains 1", "unexpected 'contains'"),
        ("(" * 3000, "it is nested too deeply"),
        ("$[" + "9" * 5000 + "]", "too many digits"),
    ],
)
def test_says_what_is_wrong_and_where(text, reason):
    with pytest.raises(UsageError) as caught:
        compile_condition(text)
    assert reason in caught.value.sentence
    assert len(caught.value.sentence) < 300
    assert "TOKEN" not in caught.value.sentence
    assert '$.type == "update"' in caught.value.hint


@given(st.text(st.sampled_from("$@.[]()?*:,'\"\\!=<>&|ab10 -e_~^#/ü\n")))
def test_any_text_compiles_or_is_refused_in_a_sentence(text):
    with suppress(UsageError):
        assert is_true(text, {"a": [1, {"b": "x"}]}) in (True, False)


@pytest.mark.parametrize("query", ["$..b", "$..*", "$.a == $.a"])
def test_of_a_message_that_is_nested_too_deeply_nothing_is_true(query):
    message = {"b": 1}
    for _ in range(5000):
        message = {"a": message}
    assert is_true(query, message) is (query == "$.a == $.a")
