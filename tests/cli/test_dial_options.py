"""The options about how to reach a target: how each is called, and what it takes."""

import dataclasses
from collections import Counter

import pytest
import typer
from typer.main import get_command

from wscli.cli.dial_options import (
    DialOptions,
    LimitOptions,
    RequestOptions,
    RouteOptions,
    TlsOptions,
    VariableOptions,
    parse_times,
)
from wscli.cli.options import flatten
from wscli.core.errors import UsageError
from wscli.core.override import Override
from wscli.core.target import TlsVersion

REPEATABLE = {
    "header",
    "cookie",
    "subprotocol",
    "resolve",
    "connect_to",
    "var",
    "secret",
    "allow_env",
}


@flatten
def command(*, dialing: DialOptions) -> DialOptions:
    """Return what was read."""
    return dialing


def build():
    app = typer.Typer(add_completion=False)
    app.command()(command)
    return get_command(app)


OPTIONS = {each.name: each for each in build().params if each.name != "help"}


@pytest.fixture
def read(shell):
    """Reads a command line in an environment without variables for it."""

    def read(*arguments):
        return build().main(list(arguments), standalone_mode=False)

    return read


def test_no_name_means_two_things():
    names = Counter(name for each in OPTIONS.values() for name in each.opts)
    assert [name for name, count in names.items() if count > 1] == []
    variables = [each.envvar for each in OPTIONS.values() if each.envvar]
    assert len(variables) == len(set(variables))


@pytest.mark.parametrize(
    ("group", "panel"),
    [
        (RequestOptions, "Request"),
        (TlsOptions, "TLS"),
        (RouteOptions, "Route"),
        (LimitOptions, "Time and size limits"),
        (VariableOptions, "Variables"),
    ],
)
def test_each_group_has_a_panel(group, panel):
    shown = {OPTIONS[each.name].rich_help_panel for each in dataclasses.fields(group)}
    assert shown == {panel}


@pytest.mark.parametrize("name", OPTIONS)
def test_each_option_says_what_it_does_and_what_it_takes(name):
    option = OPTIONS[name]
    assert option.help.endswith(".")
    assert option.is_flag or option.metavar or name == "tls_min"
    assert f"--{name.replace('_', '-')}" in option.opts


@pytest.mark.parametrize("name", OPTIONS)
def test_each_has_a_variable_unless_it_is_repeatable(name):
    option = OPTIONS[name]
    assert option.multiple is (name in REPEATABLE)
    assert option.envvar == (None if option.multiple else f"WSCLI_{name.upper()}")


@pytest.mark.parametrize(
    ("flag", "group", "name"),
    [
        ("-H", "request", "header"),
        ("-b", "request", "cookie"),
        ("-u", "request", "user"),
        ("-s", "request", "subprotocol"),
        ("-A", "request", "user_agent"),
        ("-E", "tls", "cert"),
        ("-x", "route", "proxy"),
        ("-e", "variables", "environment"),
    ],
)
def test_short_names_are_those_of_curl_where_it_has_them(read, flag, group, name):
    value = getattr(getattr(read(flag, "x"), group), name)
    assert value == (["x"] if name in REPEATABLE else "x")


@pytest.mark.parametrize(
    ("flag", "group", "name"),
    [
        ("-L", "request", "location"),
        ("-k", "tls", "insecure"),
        ("-4", "route", "ipv4"),
        ("-6", "route", "ipv6"),
        ("--no-compression", "request", "no_compression"),
    ],
)
def test_a_flag_takes_no_value(read, flag, group, name):
    assert getattr(getattr(read(flag), group), name) is True
    assert not getattr(getattr(read(), group), name)


def test_nothing_said_is_nothing_decided(read):
    nothing = read()
    assert nothing == DialOptions(
        request=RequestOptions(),
        tls=TlsOptions(),
        route=RouteOptions(),
        limits=LimitOptions(),
        variables=VariableOptions(),
    )
    # A configuration file can say otherwise only where an option says nothing.
    for name in ("insecure", "tls_min"):
        assert getattr(nothing.tls, name) is None
    limits = dataclasses.asdict(nothing.limits)
    assert limits.pop("retry") == 0
    assert set(limits.values()) == {None}


def test_values_are_read(read):
    limits = read("-m", "1m", "--max-size", "64KiB", "--retry", "3").limits
    assert (limits.max_time, limits.max_size, limits.retry) == (60.0, 65536, 3)
    assert read("--tls-min", "1.3").tls.tls_min is TlsVersion("1.3")


def test_repeatable_ones_keep_their_order(read):
    request = read("-H", "B: 1", "--header", "A: 2", "-b", "x=1").request
    assert (request.header, request.cookie) == (["B: 1", "A: 2"], ["x=1"])


def test_overrides_are_read_where_they_are_given(read):
    route = read("--resolve", "h:1:::1,127.0.0.1", "--connect-to", "::g:2").route
    assert route.resolve == [
        (Override("h", 1, "::1"), Override("h", 1, "127.0.0.1")),
    ]
    assert route.connect_to == [Override("", None, "g", 2)]


@pytest.mark.parametrize("name", sorted(REPEATABLE))
def test_no_list_is_shared(read, name):
    once, again = flat(read()), flat(read())
    assert once[name] == again[name] == []
    assert once[name] is not again[name]
    groups = (RequestOptions, RouteOptions, VariableOptions)
    (group,) = (each for each in groups if name in each.__slots__)
    assert getattr(group(), name) is not getattr(group(), name)


def flat(options):
    """Returns the values of all groups by name."""
    return {
        each.name: getattr(group, each.name)
        for group in (options.request, options.route, options.variables)
        for each in dataclasses.fields(group)
    }


@pytest.mark.parametrize(
    ("variable", "value", "group", "name", "read_as"),
    [
        ("WSCLI_USER_AGENT", "x", "request", "user_agent", "x"),
        ("WSCLI_LOCATION", "1", "request", "location", True),
        ("WSCLI_INSECURE", "true", "tls", "insecure", True),
        ("WSCLI_INSECURE", "false", "tls", "insecure", False),
        ("WSCLI_TLS_MIN", "1.3", "tls", "tls_min", TlsVersion("1.3")),
        ("WSCLI_CONNECT_TIMEOUT", "250ms", "limits", "connect_timeout", 0.25),
        ("WSCLI_RETRY", "2", "limits", "retry", 2),
        ("WSCLI_ENVIRONMENT", "lab", "variables", "environment", "lab"),
        ("WSCLI_HEADER", "A: 1", "request", "header", []),
        ("WSCLI_SECRET", "a=1", "variables", "secret", []),
    ],
)
def test_variables_stand_for_options(
    read, monkeypatch, variable, value, group, name, read_as
):
    monkeypatch.setenv(variable, value)
    assert getattr(getattr(read(), group), name) == read_as


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["--retry", "-1"],
            "Invalid value for '--retry': '-1' is not a number of times; write 0 or"
            " more",
        ),
        (
            ["--max-size", "big"],
            "Invalid value for '--max-size': 'big' is not a size; write a number and"
            " B, KiB, MiB or GiB: 64KiB",
        ),
        (
            ["-m", "1w"],
            "Invalid value for '-m' / '--max-time': '1w' is not a duration; write a"
            " number and ms, s, m, h or d: 250ms",
        ),
        (
            ["--resolve", "h:1"],
            "Invalid value for '--resolve': 'h:1' is not of the form"
            " HOST:PORT:ADDRESS; such as example.com:443:127.0.0.1",
        ),
        (
            ["--connect-to", "h"],
            "Invalid value for '--connect-to': 'h' is not of the form"
            " HOST1:PORT1:HOST2:PORT2; such as example.com:443:127.0.0.1:8443",
        ),
        (
            ["--tls-min", "1.4"],
            "Invalid value for '--tls-min': '1.4' is not one of '1.0', '1.1', '1.2',"
            " '1.3'.",
        ),
    ],
)
def test_what_is_wrong_is_said_with_the_option(read, arguments, sentence):
    with pytest.raises(typer.BadParameter) as caught:
        read(*arguments)
    assert caught.value.format_message() == sentence


@pytest.mark.parametrize(("text", "times"), [("0", 0), ("1", 1), ("007", 7)])
def test_a_number_of_times(text, times):
    assert parse_times(text) == times


@pytest.mark.parametrize("text", ["", "-1", "+1", "1.5", "1e3", "two", "٣", " 1"])
def test_what_is_no_number_of_times(text):
    with pytest.raises(UsageError) as caught:
        parse_times(text)
    assert str(caught.value) == f"{text!r} is not a number of times; write 0 or more"
