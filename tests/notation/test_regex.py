"""What is wrong with a regular expression is said in one sentence."""

import warnings

import pytest

from wscli.core.errors import UsageError
from wscli.notation.regex import compile_regex


def test_compiles_in_the_syntax_of_python():
    assert compile_regex(r"^hi \d+$").search("hi 42")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("hi(", "at character 3"),
        ("*", "nothing to repeat at character 1"),
        ("(?P<a>x)(?P<a>y)", "at character"),
        ("a{99999999999999999999}", "too large"),
        ("(" * 5000 + ")" * 5000, "nested too deeply"),
    ],
)
def test_says_what_is_wrong(text, reason):
    with pytest.raises(UsageError) as caught:
        compile_regex(text)
    assert reason in caught.value.sentence
    assert "regular expression" in caught.value.sentence


def test_leaves_out_the_position_that_python_does_not_know():
    with pytest.raises(UsageError, match="fixed-width pattern;"):
        compile_regex("(?<=a*)b")


def test_repeats_only_the_beginning_of_a_long_one():
    with pytest.raises(UsageError) as caught:
        compile_regex("(" + "a" * 10_000)
    assert "(aaaa" in caught.value.sentence
    assert "a…' cannot be used" in caught.value.sentence
    assert len(caught.value.sentence) < 200


def test_is_silent_about_syntax_that_a_later_python_may_change():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert compile_regex("[[a]").search("[")
    assert caught == []
