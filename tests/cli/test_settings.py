"""Files set what options leave open."""

import tomllib
from pathlib import Path

import pytest

from wscli.cli.output_options import Format
from wscli.cli.settings import OWN, Settings, merge_settings, read_settings
from wscli.cli.toml_values import Place
from wscli.core.errors import UsageError
from wscli.core.target import TlsVersion

FOLDER = Path("/etc/wscli")


def settings(text):
    place = Place(FOLDER / "config.toml").at("defaults")
    return read_settings(tomllib.loads(text), place)


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ('connect_timeout = "250ms"', "connect_timeout", 0.25),
        ("timeout = 3", "timeout", 3.0),
        ("close_timeout = 1.5", "close_timeout", 1.5),
        ('max_time = "2m"', "max_time", 120.0),
        ("ping_interval = 0", "ping_interval", 0.0),
        ('ping_timeout = "1h"', "ping_timeout", 3600.0),
        ('max_size = "64KiB"', "max_size", 65536),
        ("max_size = 10", "max_size", 10),
        ('format = "json"', "format", Format.JSON),
        ("insecure = true", "insecure", True),
        ('proxy = "socks5h://proxy:1080"', "proxy", "socks5h://proxy:1080"),
        ('proxy = ""', "proxy", ""),
        ('cacert = "ca.pem"', "cacert", "/etc/wscli/ca.pem"),
        ('cert = "/certs/me.pem"', "cert", "/certs/me.pem"),
        ('tls_min = "1.3"', "tls_min", TlsVersion.TLS_1_3),
    ],
)
def test_a_setting_is_read(text, name, value):
    assert settings(text) == Settings(**{name: value})


def test_a_path_may_begin_at_home(monkeypatch):
    monkeypatch.setenv("HOME", "/home/me")
    monkeypatch.setenv("USERPROFILE", "/home/me")
    assert settings('key = "~/me.key"').key == str(Path("/home/me/me.key"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('timeout = "soon"', "timeout is wrong: 'soon' is not a duration"),
        ("timeout = -1", "timeout is wrong: '-1' is not a duration"),
        ("timeout = inf", "timeout is wrong: 'inf' is not a duration"),
        ("timeout = true", "timeout is wrong: 'true' is not a duration"),
        ("timeout = []", "timeout is an array, not a string"),
        ('max_size = "big"', "max_size is wrong: 'big' is not a size"),
        ('format = "xml"', "format is 'xml'; it can be text, json, raw"),
        ("insecure = 1", "insecure is a number, not true or false"),
        ('proxy = "ftp://x"', "proxy is wrong: the proxy 'ftp://x' has a scheme"),
        ("tls_min = 1.4", "tls_min is '1.4'; it can be 1.0, 1.1, 1.2, 1.3"),
        ("cacert = []", "cacert is an array, not a string"),
        ('cert = "~no.one/a"', "cert is '~no.one/a', and there is no such user"),
    ],
)
def test_a_wrong_setting_is_named_by_file_and_key(text, reason):
    with pytest.raises(UsageError) as caught:
        settings(text)
    assert str(caught.value).startswith(f"/etc/wscli/config.toml: defaults.{reason}")


def test_what_is_for_the_user_alone_are_settings():
    assert set(OWN) < set(Settings.__dataclass_fields__)


def test_the_first_layer_that_has_a_setting_counts():
    assert merge_settings([]) == Settings()
    assert merge_settings(
        [Settings(timeout=0.0, insecure=False), Settings(timeout=5.0, max_time=9.0)]
    ) == Settings(timeout=0.0, insecure=False, max_time=9.0)
