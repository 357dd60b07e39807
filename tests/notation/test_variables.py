"""Variables stand for their values, and nothing else happens to a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wscli.core.errors import UsageError
from wscli.notation.variables import (
    NAME,
    EnvironmentVariable,
    Expander,
    Scope,
    Template,
    Variable,
    parse_template,
)


def templates(**texts):
    return {name: parse_template(text) for name, text in texts.items()}


def expand(text, scope=None, /, *, encode=str, **values):
    return Expander(scope or Scope(values)).expand(parse_template(text), encode)


def refused(text, scope=None, /, **values):
    with pytest.raises(UsageError) as caught:
        expand(text, scope, **values)
    return caught.value


def unset(scope, *texts):
    return [
        f"{part.name}{'?' if part.is_optional else ''}"
        for part in scope.unset(map(parse_template, texts))
    ]


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("", ""),
        ("hello", "hello"),
        ("{{a}}", "1"),
        ("{{ a }}", "1"),
        ("{{a?}}", "1"),
        ("x{{a}}y{{b-2}}z", "x1y2z"),
        ("{{a}}{{a}}", "11"),
        ('{"n":{{a}}}', '{"n":1}'),
        (r"\{{a}}", "{{a}}"),
        (r"\{{{{a}}}}", "{{1}}"),
        (r"\\{{a}}", r"\{{a}}"),
        (r"\n {a} }}", r"\n {a} }}"),
        ("{{empty}}", ""),
        ("{{braces}}", "{{a}}"),
    ],
)
def test_a_variable_stands_for_its_value(text, expanded):
    values = {"a": "1", "b-2": "2", "empty": "", "braces": "{{a}}"}
    assert expand(text, **values) == expanded


@given(st.text().filter(lambda text: "{{" not in text))
def test_a_text_without_variables_stays_as_it_is(text):
    assert expand(text) == text
    assert parse_template(text).parts == (text,)


@given(st.text(), st.text(st.characters(exclude_characters="{\\")))
def test_a_value_is_put_as_it_is(value, text):
    assert expand(f"{text}{{{{a}}}}{text}", a=value) == f"{text}{value}{text}"


@given(st.text(st.sampled_from("{}\\a? ")))
def test_a_text_is_refused_for_its_braces_alone(text):
    try:
        parse_template(text)
    except UsageError:
        assert "{{" in text


def test_a_value_is_encoded_for_its_place_and_the_text_is_not():
    assert expand("/{{a}}/", encode=lambda value: value.upper(), a="x/y") == "/X/Y/"


def test_an_optional_variable_that_is_unset_leaves_out_the_item():
    assert expand("Bearer {{token?}}") is None
    assert expand("Bearer {{token?}}", token="") == "Bearer "


def test_a_variable_that_is_unset_is_named_with_the_nearest_one():
    error = refused("{{item_id}}", itemid="3", base="x")
    assert error.sentence == "the variable 'item_id' is not set"
    assert error.hint == "give it with --var item_id=VALUE; there is 'itemid'"
    assert refused("{{q}}", base="x").hint == "give it with --var q=VALUE"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("ab{{c", "the {{ at character 3 is not closed"),
        ("{{a}} {{", "the {{ at character 7 is not closed"),
        ("{{}}", "the {{ at character 1 is not followed by the name of a variable"),
        ("{{1a}}", "the {{ at character 1 is not followed by the name"),
        ("{{a b c}}", "the {{ at character 1 is not followed by the name"),
        ("{{a.b}}", "the {{ at character 1 is not followed by the name"),
        ("{{ä}}", "the {{ at character 1 is not followed by the name"),
        ("{{{a}}}", "the {{ at character 1 is not followed by the name"),
        ("{{shell rm}}", "the {{ at character 1 is followed by 'shell', which is no"),
    ],
)
def test_what_is_no_variable_is_refused(text, sentence):
    assert refused(text, a="1").sentence.startswith(sentence)


class TestVariablesOfAFile:
    def test_refer_to_each_other_and_are_weaker_than_those_given(self):
        scope = Scope(
            {"host": "example.com"},
            templates(base="ws://{{host}}:{{port}}", host="localhost", port="8000"),
        )
        assert expand("{{base}}/ws", scope) == "ws://example.com:8000/ws"

    def test_are_not_encoded_twice(self):
        scope = Scope({"a": "/"}, templates(b="{{a}}"))
        assert expand("{{b}}", scope, encode=lambda value: f"<{value}>") == "</>"

    def test_are_unset_where_they_come_down_to_one_that_is(self):
        scope = Scope({}, templates(token="{{key?}}", base="ws://{{host}}"))
        assert expand("{{token?}}", scope) is None
        assert "'token' is not set" in refused("{{token}}", scope).sentence
        assert "'host' is not set" in refused("{{base}}", scope).sentence

    def test_are_expanded_once(self):
        bomb = templates(**{f"v{i}": f"{{{{v{i + 1}}}}}" * 50 for i in range(9)}, v9="")
        assert expand("{{v0}}", Scope({}, bomb)) == ""

    def test_do_not_grow_without_bound(self):
        bomb = templates(
            **{f"v{i}": f"{{{{v{i + 1}}}}}" * 50 for i in range(9)}, v9="x"
        )
        assert "beyond 64 KiB" in refused("{{v0}}", Scope({}, bomb)).sentence

    def test_do_not_refer_to_themselves(self):
        scope = Scope({}, templates(a="{{b}}", b="{{c}}", c="{{b}}"))
        error = refused("{{a}}", scope)
        assert error.sentence == "the variable 'b' refers to itself: b → c → b"
        assert unset(scope, "{{a}}") == []

    @pytest.mark.parametrize(("length", "is_refused"), [(20, False), (21, True)])
    def test_refer_to_each_other_only_so_far(self, length, is_refused):
        chain = templates(
            **{f"v{i}": f"{{{{v{i + 1}}}}}" for i in range(1, length)},
            **{f"v{length}": "end"},
        )
        scope = Scope({}, chain)
        if is_refused:
            assert "more than 20 variables" in refused("{{v1}}", scope).sentence
        else:
            assert expand("{{v1}}", scope) == "end"


class TestEnvironmentVariables:
    def test_are_read_where_that_is_allowed(self):
        scope = Scope(environment={"HOME": "/h", "WSCLI_VAR_a": "1", "KEY": "k"})
        assert expand("{{env WSCLI_VAR_a}}", scope) == "1"
        assert expand("{{env WSCLI_VAR_b?}}", scope) is None
        some = Scope(environment=scope.environment, allowed=frozenset({"KEY"}))
        assert expand("{{ env  KEY }}", some) == "k"
        everything = Scope(environment=scope.environment, allowed=None)
        assert expand("{{env HOME}}{{env NONE?}}", everything) is None
        assert expand("{{env HOME}}", everything) == "/h"

    @pytest.mark.parametrize("text", ["{{env KEY}}", "{{env KEY?}}", "{{secret}}"])
    def test_are_not_read_otherwise(self, text):
        scope = Scope(
            {}, templates(secret="{{env KEY}}"), {"KEY": "k"}, frozenset({"OTHER"})
        )
        error = refused(text, scope)
        assert (
            error.sentence == "{{env KEY}} would read an environment variable of yours"
        )
        assert error.hint == "allow it with --allow-env KEY"

    def test_that_are_unset_are_named(self):
        error = refused("{{env WSCLI_VAR_x}}", Scope())
        assert error.sentence == "the environment variable WSCLI_VAR_x is not set"
        assert error.hint == "set it, or make it optional: {{env WSCLI_VAR_x?}}"


class TestUnset:
    scope = Scope({"a": "1"}, templates(base="{{host}}{{a}}{{host}}", k="{{key?}}"))

    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("x", []),
            ("{{a}}{{env B}}", []),
            ("{{c}}{{b?}}{{a?}}", ["c", "b?"]),
            ("{{b?}}{{b}}{{b?}}", ["b"]),
            ("{{b}}{{b?}}", ["b"]),
            ("{{z}}{{base}}/{{item}}{{base}}", ["z", "host", "item"]),
            ("{{k}}", ["key?"]),
        ],
    )
    def test_names_what_has_no_value(self, text, names):
        assert unset(self.scope, text) == names

    def test_names_each_once_in_the_order_of_the_texts(self):
        assert unset(self.scope, "{{x?}}", "{{y}}{{base}}", "{{x}}") == [
            "x",
            "y",
            "host",
        ]


def test_a_template_is_split_between_its_variables():
    template = parse_template("a/{{b}}/c/{{env D?}}")
    assert [part.parts for part in template.split("/")] == [
        ("a",),
        ("", Variable("b"), ""),
        ("c",),
        ("", EnvironmentVariable("D", is_optional=True), ""),
    ]
    assert [str(part) for part in template.split("/", 1)] == ["a", "{{b}}/c/{{env D?}}"]
    assert [str(part) for part in template.split("/", 2)] == [
        "a",
        "{{b}}",
        "c/{{env D?}}",
    ]
    assert Template(("a",)).split("/") == [Template(("a",))]


@pytest.mark.parametrize(
    "text", ["", r"a\{{b}}", "{{a}}{{b?}}x{{env C}}{{env D?}}", r"\{{{{a}}"]
)
def test_a_template_is_written_as_it_was_read(text):
    assert str(parse_template(text)) == text


@pytest.mark.parametrize("name", ["a", "_", "item_id", "b-2", "A9"])
def test_a_name_has_letters_digits_and_dashes(name):
    assert NAME.fullmatch(name)


@pytest.mark.parametrize("name", ["", "9", "-a", "a b", "a.b", "ä", "a\n"])
def test_other_texts_are_no_names(name):
    assert not NAME.fullmatch(name)
