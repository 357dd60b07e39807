"""Where variables come from, and which of two with one name counts."""

import pytest

from wscli.cli.dial_options import VariableOptions
from wscli.cli.variable_options import read_variables
from wscli.core.errors import UsageError


def values(environment=None, **options):
    return read_variables(VariableOptions(**options), environment or {}).values


def refused(**options):
    with pytest.raises(UsageError) as caught:
        values(**options)
    return str(caught.value)


@pytest.fixture
def variables_file(tmp_path):
    """Writes a file of variables and returns its path."""

    def variables_file(content):
        path = tmp_path / "variables"
        path.write_bytes(content)
        return str(path)

    return variables_file


def test_without_any_there_are_none():
    read = read_variables(VariableOptions(), {"HOME": "/", "WSCLI_TIMEOUT": "3s"})
    assert (read.values, read.secrets, read.named) == ({}, {}, ())


def test_an_option_gives_a_value_that_may_be_empty_or_have_equals_signs():
    assert values(var=["a=1", "b=", "c=x=y", "d-e_f=2"]) == {
        "a": "1",
        "b": "",
        "c": "x=y",
        "d-e_f": "2",
    }


def test_the_environment_gives_values_by_a_prefix():
    environment = {"WSCLI_VAR_token": "abc", "WSCLI_VARX": "no", "token": "no"}
    assert values(environment) == {"token": "abc"}


def test_a_file_gives_a_value_a_line(variables_file):
    file = variables_file(b"a=1\r\n\n# a=comment\n  b= \xc3\xa9\xe2\x80\xa8x \n")
    assert values(variables_file=file) == {"a": "1", "b": " é\u2028x"}


def test_the_stronger_counts(variables_file):
    """An option beats the environment, which beats a file; a secret beats them all."""
    file = variables_file(b"a=file\nb=file\nc=file\nd=file\n")
    environment = {f"WSCLI_VAR_{name}": "environment" for name in "bcd"}
    assert values(
        environment, variables_file=file, var=["c=var", "d=var"], secret=["d=secret"]
    ) == {"a": "file", "b": "environment", "c": "var", "d": "secret"}


def test_secrets_and_names_of_options_are_known_apart():
    read = read_variables(
        VariableOptions(var=["a=1"], secret=["b=222"]), {"WSCLI_VAR_c": "3"}
    )
    assert read.secrets == {"b": "222"}
    assert read.named == ("a",)


@pytest.mark.parametrize("option", ["var", "secret"])
class TestWhatIsNoVariable:
    def test_one_without_a_name_is_not_repeated(self, option):
        assert refused(**{option: ["a=1", "hunter2"]}) == (
            f"--{option}: number 2 has no =; write NAME=VALUE"
        )

    @pytest.mark.parametrize("name", ["", "1a", "a b", "é", "a.b"])
    def test_a_name_is_one_that_can_be_used(self, option, name):
        assert refused(**{option: [f"{name}=hunter2"]}) == (
            f"--{option}: number 1 has the name {name!r}, which cannot be used; names"
            " have letters, digits, _ and -, and begin with no digit"
        )


def test_a_file_that_is_not_there_is_named(tmp_path):
    path = str(tmp_path / "none")
    assert refused(variables_file=path) == (
        f"--variables-file: cannot read {path}: No such file or directory;"
        " check the path"
    )


def test_a_file_that_is_not_utf_8_is_named(variables_file):
    path = variables_file(b"a=\xff\n")
    assert refused(variables_file=path) == (
        f"--variables-file: cannot read {path}: it is not UTF-8; check the path"
    )


def test_a_line_of_a_file_that_is_no_variable_is_numbered(variables_file):
    path = variables_file(b"# comment\n\na=1\nhunter2\n")
    assert refused(variables_file=path) == (
        f"--variables-file: {path}, line 4 has no =; write NAME=VALUE"
    )


@pytest.mark.parametrize("value", ["", "a", "ab"])
def test_a_secret_that_is_too_short_to_be_hidden_is_refused(value):
    assert refused(secret=[f"pin={value}"]) == (
        "--secret: the value of 'pin' is too short to be hidden; give at least 3"
        " characters, or use --var"
    )
