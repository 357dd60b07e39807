"""A configuration file says what it may say, or one sentence says what is wrong."""

import os

import pytest

from wscli.cli.output_options import Format
from wscli.cli.project_file import Endpoint, ProjectFile, load_project_file
from wscli.cli.settings import OWN, Settings
from wscli.core.errors import LocalIOError, UsageError
from wscli.notation.variables import parse_template


@pytest.fixture
def load(tmp_path):
    def load(text, **how):
        path = tmp_path / "wscli.toml"
        path.write_text(text, "utf-8")
        return load_project_file(path, **how)

    return load


@pytest.fixture
def refused(load, tmp_path):
    def refused(text, **how):
        with pytest.raises(UsageError) as caught:
            load(text, **how)
        sentence = str(caught.value)
        assert sentence.startswith(str(tmp_path / "wscli.toml"))
        return sentence.removeprefix(str(tmp_path / "wscli.toml")).lstrip(": ")

    return refused


def texts(templates):
    return {name: str(template) for name, template in dict(templates).items()}


def test_an_empty_file_says_nothing(load, tmp_path):
    assert load("") == ProjectFile(tmp_path / "wscli.toml")


def test_environments_are_variables(load):
    file = load(
        """
        default_environment = "staging"
        [environments.local]
        base = "ws://127.0.0.1:{{port}}"
        port = 8000
        [environments.staging]
        base = "wss://staging.example.com"
        """
    )
    assert {name: texts(each) for name, each in file.environments.items()} == {
        "local": {"base": "ws://127.0.0.1:{{port}}", "port": "8000"},
        "staging": {"base": "wss://staging.example.com"},
    }
    assert file.default_environment == "staging"


def test_endpoints_are_read_with_everything_they_have(load):
    file = load(
        """
        [endpoints."items.v2"]
        description = "one item"
        url = "{{base}}/items/{{item_id}}/ws"
        query = { token = "{{token?}}", q = 5 }
        cookies = { session = "{{session?}}" }
        headers = { X-Client = "wscli" }
        subprotocols = ["chat.v2", "chat.v1"]
        origin = "https://{{host}}"
        [endpoints.echo]
        url = "{{base}}/ws"
        """
    )
    items = file.endpoints["items.v2"]
    assert items.name == "items.v2"
    assert items.description == "one item"
    assert str(items.url) == "{{base}}/items/{{item_id}}/ws"
    assert texts(items.query) == {"token": "{{token?}}", "q": "5"}
    assert texts(items.cookies) == {"session": "{{session?}}"}
    assert texts(items.headers) == {"X-Client": "wscli"}
    assert items.subprotocols == ("chat.v2", "chat.v1")
    assert str(items.origin) == "https://{{host}}"
    assert [str(template) for template in items.templates()] == [
        "{{base}}/items/{{item_id}}/ws", "{{token?}}", "5", "{{session?}}", "wscli",
        "https://{{host}}",
    ]  # fmt: skip
    echo = file.endpoints["echo"]
    assert echo == Endpoint("echo", parse_template("{{base}}/ws"))
    assert echo.templates() == [echo.url]


def test_defaults_are_settings_variables_and_header_fields(load):
    file = load(
        """
        [defaults]
        timeout = "3s"
        format = "json"
        variables = { item_id = "foo" }
        headers = { X-Client = "{{client}}" }
        """
    )
    assert file.settings == Settings(timeout=3.0, format=Format.JSON)
    assert texts(file.variables) == {"item_id": "foo"}
    assert texts(file.headers) == {"X-Client": "{{client}}"}


@pytest.mark.parametrize("name", OWN)
def test_what_is_for_the_user_alone_is_refused_in_a_project(load, refused, name):
    text = f"[defaults]\n{name} = true\n"
    option = name.replace("_", "-")
    assert refused(text) == (
        f"defaults.{name} is not for a project to set;"
        f" use --{option}, or your own configuration file"
    )


def test_the_users_own_file_may_set_it(load, tmp_path):
    file = load(
        """
        [defaults]
        insecure = true
        cacert = "ca.pem"
        """,
        is_own=True,
    )
    assert file.is_own
    assert file.settings == Settings(insecure=True, cacert=str(tmp_path / "ca.pem"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("endpoint = 1", "endpoint is not a known key; did you mean endpoints?"),
        (
            "zzz = 1",
            "zzz is not a known key; known are environments, default_environment,"
            " endpoints, defaults",
        ),
        ("environments = 1", "environments is a number, not a table"),
        ("environments.local = 1", "environments.local is a number, not a table"),
        ("environments.local.a = []", "environments.local.a is an array, not a string"),
        (
            'environments.local."a b" = 1',
            "environments.local.a b is not the name of a variable; names have letters,"
            " digits, - and _, and begin with no digit",
        ),
        (
            'environments.local.a = "{{b"',
            r"environments.local.a is wrong: the {{ at character 1 is not closed;"
            r" write {{NAME}}, or \{{ for the braces themselves",
        ),
        (
            'default_environment = "a"',
            "default_environment is 'a', which is no environment; there are none",
        ),
        (
            'default_environment = "a"\nenvironments.b.c = 1\nenvironments.d.c = 1',
            "default_environment is 'a', which is no environment; there are b, d",
        ),
        ("default_environment = []", "default_environment is an array, not a string"),
        ("endpoints.echo = 1", "endpoints.echo is a number, not a table"),
        (
            "endpoints.echo.description = 1",
            'endpoints.echo has no url; write url = "{{base}}/path"',
        ),
        ("endpoints.echo.url = []", "endpoints.echo.url is an array, not a string"),
        (
            'endpoints.echo = { url = "", querry = {} }',
            "endpoints.echo.querry is not a known key; did you mean query?",
        ),
        (
            'endpoints.echo = { url = "", name = "x" }',
            "endpoints.echo.name is not a known key; known are url, query, cookies,"
            " headers, subprotocols, origin, description",
        ),
        (
            'endpoints."a/b".url = ""',
            "endpoints.a/b is not the name of an endpoint; names have letters, digits,"
            " -, _ and .",
        ),
        (
            'endpoints.e = { url = "", query = { a = [] } }',
            "endpoints.e.query.a is an array, not a string",
        ),
        (
            'endpoints.e = { url = "", headers = { "a b" = 1 } }',
            "endpoints.e.headers has the name 'a b', which cannot be sent; names have"
            " letters, digits and -, and no blanks",
        ),
        (
            'endpoints.e = { url = "", cookies = { "a;b" = 1 } }',
            "endpoints.e.cookies has the name 'a;b', which cannot be sent; names have"
            " letters, digits and -, and no blanks",
        ),
        (
            'endpoints.e = { url = "", subprotocols = "a" }',
            "endpoints.e.subprotocols is a string, not an array of strings",
        ),
        (
            'endpoints.e = { url = "", subprotocols = ["a,b"] }',
            "endpoints.e.subprotocols has the name 'a,b', which cannot be sent; names"
            " have letters, digits and -, and no blanks",
        ),
        (
            'endpoints.e = { url = "", origin = "{{}}" }',
            r"endpoints.e.origin is wrong: the {{ at character 1 is not followed by the"
            r" name of a variable; write {{NAME}}, or \{{ for the braces themselves",
        ),
        (
            "defaults.timeot = 1",
            "defaults.timeot is not a known key; did you mean timeout?",
        ),
        (
            'defaults.timeout = "x"',
            "defaults.timeout is wrong: 'x' is not a duration; write a number and ms,"
            " s, m, h or d: 250ms",
        ),
        ("defaults.variables = 1", "defaults.variables is a number, not a table"),
        ("defaults.headers = 1", "defaults.headers is a number, not a table"),
        ("a = ", "is not TOML: invalid value (at end of document)"),
        ("a = 1\na = 2", "is not TOML: cannot overwrite a value (at"),
        pytest.param(f"a = {'[' * 5000}", "is nested too deeply", id="deep"),
        pytest.param(f"a = {'9' * 5000}", "is not TOML: exceeds", id="digits"),
        pytest.param(f"# {'x' * 2**20}", "is larger than 1 MiB", id="large"),
        ('"\\u001b[2J" = 1', r"\x1b[2J is not a known key"),
    ],
)
def test_a_mistake_is_named_by_file_and_key(refused, text, sentence):
    assert refused(text).startswith(sentence)


def test_a_file_that_is_not_utf_8_is_refused(tmp_path):
    path = tmp_path / "wscli.toml"
    path.write_bytes(b"a = '\xff'")
    with pytest.raises(UsageError, match="is not UTF-8"):
        load_project_file(path)


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(LocalIOError) as caught:
        load_project_file(tmp_path)
    assert caught.value.sentence == (
        f"{tmp_path} cannot be read: {os.strerror(21)}"  # EISDIR
    )
