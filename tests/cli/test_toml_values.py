"""A wrong value of a file is named by file and key."""

import tomllib
from pathlib import Path

import pytest

from wscli.cli.toml_values import (
    Place,
    read_bool,
    read_table,
    read_template,
    read_text,
    read_texts,
    refuse_unknown,
)
from wscli.core.errors import UsageError
from wscli.core.quantities import parse_duration
from wscli.notation.variables import parse_template

PLACE = Place(Path("wscli.toml")).at("defaults").at("key")


def value(text):
    return tomllib.loads(f"key = {text}")["key"]


def refused(read, text):
    with pytest.raises(UsageError) as caught:
        read(value(text), PLACE)
    return caught.value.sentence


def test_a_place_is_a_key_of_a_file():
    assert PLACE.key == "defaults.key"
    assert PLACE.refuse("is odd", "do so").sentence == "wscli.toml: defaults.key is odd"
    assert PLACE.refuse("is odd", "do so").hint == "do so"
    assert Place(Path("a.toml")).refuse("is odd").sentence == "a.toml is odd"


def test_a_sentence_repeats_little_of_a_long_value():
    error = Place(Path("a")).at("k" * 9999).refuse("v" * 9999, "h" * 9999)
    assert len(str(error)) < 700


def test_the_sentence_of_another_reader_follows_the_place():
    assert PLACE.check(parse_duration, "2m") == 120
    with pytest.raises(UsageError) as caught:
        PLACE.check(parse_duration, "soon")
    assert caught.value.sentence == (
        "wscli.toml: defaults.key is wrong: 'soon' is not a duration"
    )
    assert "250ms" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "read", "expected"),
    [
        ('"a"', read_text, "a"),
        ("5", read_text, "5"),
        ("1.5", read_text, "1.5"),
        ("true", read_text, "true"),
        ("false", read_text, "false"),
        ("false", read_bool, False),
        ('["a", 1]', read_texts, ("a", "1")),
        ("{ a = 1 }", read_table, {"a": 1}),
        ('"{{a}}"', read_template, parse_template("{{a}}")),
        ("8000", read_template, parse_template("8000")),
    ],
)
def test_a_value_is_read(text, read, expected):
    assert read(value(text), PLACE) == expected


@pytest.mark.parametrize(
    ("text", "read", "reason"),
    [
        ("[]", read_text, "is an array, not a string"),
        ("{}", read_text, "is a table, not a string"),
        ("2026-01-01", read_text, "is a date or time, not a string"),
        ("1", read_bool, "is a number, not true or false"),
        ('"true"', read_bool, "is a string, not true or false"),
        ('"a"', read_texts, "is a string, not an array of strings"),
        ("[[]]", read_texts, "is an array, not a string"),
        ("true", read_table, "is true or false, not a table"),
        ("1.5", read_table, "is a number, not a table"),
        ('"{{a"', read_template, "is wrong: the {{ at character 1 is not closed"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(text, read, reason):
    assert refused(read, text) == f"wscli.toml: defaults.key {reason}"


def test_an_unknown_key_is_refused_with_the_nearest_known_one():
    refuse_unknown({"url": 1}, ("url", "query"), PLACE)
    with pytest.raises(UsageError) as caught:
        refuse_unknown({"url": 1, "querry": 2}, ("url", "query"), PLACE)
    assert str(caught.value) == (
        "wscli.toml: defaults.key.querry is not a known key; did you mean query?"
    )
    with pytest.raises(UsageError, match=r"known are url, query$"):
        refuse_unknown({"zzz": 1}, ("url", "query"), PLACE)
