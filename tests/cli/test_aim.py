"""From options, environment variables and two files to a target: who wins."""

import base64
import json
from urllib.parse import quote

import pytest
import typer
from typer.main import get_command

from wscli.cli.aim import aim, first
from wscli.cli.dial_options import DialOptions
from wscli.cli.options import flatten
from wscli.cli.output_options import Format
from wscli.cli.project_files import load_project
from wscli.cli.terminal import Terminal
from wscli.core.errors import UsageError
from wscli.core.override import Override
from wscli.core.proxy import Proxy, ProxyKind
from wscli.core.target import Family, Tls, TlsVersion
from wscli.core.url import parse_url

URL = "ws://example.com/ws"


@pytest.fixture
def aimed(shell, tmp_path, monkeypatch):
    """Aims as a command would: `aimed(URL, "--timeout", "3s")`."""

    def aimed(target, *arguments, project="", own="", environment=None):
        (shell / "wscli.toml").write_text(project)
        (tmp_path / "config.toml").write_text(own)
        for name, value in (environment or {}).items():
            monkeypatch.setenv(name, value)
        return aim(
            target,
            read_options(arguments),
            load_project(shell, tmp_path / "config.toml"),
            Terminal(environment=environment or {}),
        )

    return aimed


def read_options(arguments):
    """Reads a command line as a command that only dials."""
    app = typer.Typer(add_completion=False)

    @app.command()
    @flatten
    def command(*, dialing: DialOptions) -> DialOptions:
        return dialing

    return get_command(app).main(list(arguments), standalone_mode=False)


def refused(aimed, *arguments, **places):
    with pytest.raises(UsageError) as caught:
        aimed(*arguments, **places)
    return str(caught.value)


SECONDS = (["1s", "2s", "3s", "4s"], [1.0, 2.0, 3.0, 4.0])
FILES = (["/own", None, "variable", "flag"], ["/own", None, "variable", "flag"])
VERSIONS = ["1.3", None, "1.1", "1.0"]
PROXIES = (
    ["own:1", None, "variable:2", "socks5h://flag:3"],
    [
        Proxy(ProxyKind.HTTP, "own", 1),
        None,
        Proxy(ProxyKind.HTTP, "variable", 2),
        Proxy(ProxyKind.SOCKS5H, "flag", 3),
    ],
)
SIZES = (["1KiB", "2KiB", "3KiB", "4KiB"], [1024, 2048, 3072, 4096])

# option -> where it arrives; what is usual; what the user's file, the project's (None:
# not for a project), the variable and the flag say; and what comes of each of them.
LADDERS = {
    "connect-timeout": ("limits.connect", 10.0, *SECONDS),
    "close-timeout": ("limits.close", 2.0, *SECONDS),
    "ping-interval": ("limits.ping_interval", 20.0, *SECONDS),
    "ping-timeout": ("limits.ping_timeout", 20.0, *SECONDS),
    "max-size": ("limits.max_size", 16 * 2**20, *SIZES),
    "tls-min": (
        "tls.minimum",
        TlsVersion.TLS_1_2,
        VERSIONS,
        [each and TlsVersion(each) for each in VERSIONS],
    ),
    "cacert": ("tls.ca_file", None, *FILES),
    "cert": ("tls.cert_file", None, *FILES),
    "key": ("tls.key_file", None, *FILES),
    "proxy": ("route.proxy", None, *PROXIES),
}


def at(target, path):
    group, _, name = path.partition(".")
    return getattr(getattr(target, group), name)


@pytest.mark.parametrize("option", LADDERS)
def test_the_flag_beats_the_variable_that_beats_the_project_that_beats_the_user(
    aimed, option
):
    path, usual, said, meant = LADDERS[option]
    key = option.replace("-", "_")
    places = {}
    assert at(aimed(URL, **places).target, path) == usual
    places["own"] = f'[defaults]\n{key} = "{said[0]}"\n'
    assert at(aimed(URL, **places).target, path) == meant[0]
    if said[1] is not None:
        places["project"] = f'[defaults]\n{key} = "{said[1]}"\n'
        assert at(aimed(URL, **places).target, path) == meant[1]
    places["environment"] = {f"WSCLI_{key.upper()}": said[2]}
    assert at(aimed(URL, **places).target, path) == meant[2]
    assert at(aimed(URL, f"--{option}", said[3], **places).target, path) == meant[3]


def test_so_it_is_with_what_belongs_to_no_target(aimed):
    own = '[defaults]\ntimeout = "1s"\nmax_time = "2s"\nformat = "raw"\n'
    project = '[defaults]\ntimeout = "3s"\n'
    nothing = aimed(URL)
    assert (nothing.timeout, nothing.max_time, nothing.format) == (5, None, Format.TEXT)
    both = aimed(URL, own=own, project=project)
    assert (both.timeout, both.max_time, both.format) == (3, 2, Format.RAW)
    flags = aimed(URL, "--timeout", "4s", "-m", "5s", own=own, project=project)
    assert (flags.timeout, flags.max_time) == (4, 5)


def test_insecure_comes_of_a_flag_a_variable_or_the_user_but_no_project(aimed):
    own = "[defaults]\ninsecure = true\n"
    assert aimed(URL).target.tls.verify
    assert not aimed(URL, "-k").target.tls.verify
    assert not aimed(URL, own=own).target.tls.verify
    no, yes = {"WSCLI_INSECURE": "0"}, {"WSCLI_INSECURE": "1"}
    assert aimed(URL, own=own, environment=no).target.tls.verify
    assert not aimed(URL, environment=yes).target.tls.verify
    assert "not for a project" in refused(aimed, URL, project=own)


@pytest.mark.parametrize("option", ["max-size", "ping-interval", "ping-timeout"])
def test_zero_lifts_a_limit(aimed, option):
    path, *_ = LADDERS[option]
    assert at(aimed(URL, f"--{option}", "0").target, path) is None


def test_zero_puts_a_time_far_away(aimed):
    lifted = aimed(
        URL, "--connect-timeout", "0", "--close-timeout", "0", "--timeout", "0"
    )
    a_year = 365 * 24 * 3600
    assert lifted.target.limits.connect > a_year
    assert lifted.target.limits.close > a_year
    assert lifted.timeout > a_year


def test_zero_lifts_the_time_for_all_of_it_even_if_a_file_has_one(aimed):
    project = '[defaults]\nmax_time = "1s"\n'
    assert aimed(URL, project=project).max_time == 1
    assert aimed(URL, "--max-time", "0", project=project).max_time is None


class TestRoute:
    def test_nothing_said_is_nothing_done(self, aimed):
        route = aimed(URL).target.route
        assert (route.family, route.proxy, route.unix_socket) == (
            Family.ANY,
            None,
            None,
        )
        assert (route.resolve, route.connect_to) == ((), ())

    @pytest.mark.parametrize(
        ("option", "family"), [("-4", Family.IPV4), ("--ipv6", Family.IPV6)]
    )
    def test_a_family_of_addresses(self, aimed, option, family):
        assert aimed(URL, option).target.route.family is family

    def test_there_is_no_address_of_both_families(self, aimed):
        assert refused(aimed, URL, "-4", "-6") == (
            "--ipv4 and --ipv6 exclude each other; drop one of them"
        )

    def test_overrides_stand_in_their_order(self, aimed):
        route = aimed(
            URL,
            *("--resolve", "a:1:127.0.0.1,127.0.0.2", "--resolve", "*:2:127.0.0.3"),
            *("--connect-to", "a:1:b:2", "--connect-to", "::c:"),
        ).target.route
        assert route.resolve == (
            Override("a", 1, "127.0.0.1"),
            Override("a", 1, "127.0.0.2"),
            Override("", 2, "127.0.0.3"),
        )
        assert route.connect_to == (Override("a", 1, "b", 2), Override("", None, "c"))

    def test_a_unix_socket_needs_no_proxy_of_the_environment_or_a_file(self, aimed):
        route = aimed(
            URL,
            *("--unix-socket", "/run/s"),
            own='[defaults]\nproxy = "p:1"\n',
            environment={"all_proxy": "http://p:2"},
        ).target.route
        assert (route.unix_socket, route.proxy) == ("/run/s", None)

    def test_a_unix_socket_excludes_a_proxy_that_is_asked_for(self, aimed):
        assert refused(aimed, URL, "--unix-socket", "/run/s", "-x", "p:1") == (
            "--unix-socket and --proxy exclude each other; drop one"
        )
        assert (
            aimed(URL, "--unix-socket", "/run/s", "-x", "").target.route.proxy is None
        )

    def test_the_environment_has_a_proxy_unless_an_option_says_otherwise(self, aimed):
        places = {"environment": {"ws_proxy": "http://p:2"}}
        assert aimed(URL, **places).target.route.proxy.host == "p"
        assert aimed(URL, "-x", "", **places).target.route.proxy is None
        assert (
            aimed(URL, "--noproxy", "example.com", **places).target.route.proxy is None
        )


class TestTls:
    def test_nothing_said_is_the_usual(self, aimed):
        assert aimed(URL).target.tls == Tls()

    def test_a_name_to_ask_for(self, aimed):
        assert aimed(URL, "--server-name", "n").target.tls.server_name == "n"

    @pytest.mark.parametrize(
        ("cert", "file", "passphrase"),
        [
            ("c.pem", "c.pem", None),
            ("c.pem:secret", "c.pem", "secret"),
            ("c:d.pem:secret", "c:d.pem", "secret"),
            ("is:there", "is:there", None),
            (":x", ":x", None),
            ("x" * 5000, "x" * 5000, None),
        ],
    )
    def test_a_passphrase_follows_the_file(self, aimed, shell, cert, file, passphrase):
        (shell / "is:there").touch()
        tls = aimed(URL, "-E", cert).target.tls
        assert (tls.cert_file, tls.key_password) == (file, passphrase)


def test_redirects_are_followed_where_that_is_asked_for(aimed):
    assert aimed(URL).target.max_redirects == 0
    assert aimed(URL, "-L").target.max_redirects == 5


PROJECT = """
[environments.local]
base = "ws://127.0.0.1:8000"
unused = "x"
[environments.far]
base = "wss://example.com"
[defaults.headers]
X-Trace = "{{trace?}}"
[endpoints.items]
url = "{{base}}/items/{{item_id}}/ws"
query = { token = "{{token?}}" }
cookies = { session = "{{session?}}" }
"""


class TestVariables:
    def test_an_endpoint_takes_them_from_options_and_environment(self, aimed):
        url = aimed(
            *("items", "-e", "local", "--var", "item_id=foo", "--secret", "token=a b"),
            project=PROJECT,
            environment={"WSCLI_VAR_item_id": "bar", "WSCLI_VAR_other": "is fine"},
        ).target.url
        assert url == parse_url("ws://127.0.0.1:8000/items/foo/ws?token=a%20b")

    @pytest.mark.parametrize(
        ("slip", "hint"),
        [
            ("tken", "did you mean 'token'?"),
            ("sesion", "did you mean 'session'?"),
            ("trac", "did you mean 'trace'?"),
            ("bas", "did you mean 'base'?"),
            ("xyzzy", "check it, or drop it"),
        ],
    )
    def test_one_that_nothing_uses_is_a_slip(self, aimed, slip, hint):
        arguments = ("-e", "far", "--var", "item_id=1", "--var", f"{slip}=abc")
        assert refused(aimed, "items", *arguments, project=PROJECT) == (
            f"--var: nothing here uses the variable {slip!r}; {hint}"
        )

    def test_one_that_the_environment_has_is_none(self, aimed):
        arguments = ("-e", "local", "--var", "item_id=1", "--var", "unused=y")
        assert aimed("items", *arguments, project=PROJECT)

    def test_a_url_has_its_own(self, aimed):
        project = PROJECT.replace("{{trace?}}", "none")
        assert aimed("ws://h/?a={{a?}}", "--var", "a=1").target.url.resource == "/?a=1"
        sentence = refused(aimed, "ws://h/?a={{a?}}", "--var", "b=1")
        assert sentence.startswith("--var: nothing here uses the variable 'b'")
        assert "variable 'trace'" in refused(
            aimed, URL, "--var", "trace=1", project=project
        )

    def test_a_url_has_those_of_the_header_fields_for_all(self, aimed):
        request = aimed(URL, "--var", "trace=1", project=PROJECT).target.request
        assert request.headers == (("X-Trace", "1"),)

    def test_a_secret_that_nothing_uses_is_still_kept(self, aimed):
        aim = aimed(URL, "--secret", "name=hunter2")
        assert aim.redactor("it was hunter2!") == "it was ***!"


SECRETS = {
    "--bearer": (("--bearer", "S3cr=t/1"), "S3cr=t/1"),
    "--user": (("-u", "me:S3cr=t/2"), "S3cr=t/2"),
    "a user that is all there is": (("-u", "S3cr=t/3:"), "S3cr=t/3"),
    "--header Authorization": (("-H", "Authorization: Token S3cr=t/4"), "S3cr=t/4"),
    "--header Basic": (("-H", "authorization: basic bWU6UzNjcj10LzU="), "S3cr=t/5"),
    "--header Cookie": (("-H", "Cookie: a=1; b=S3cr=t/6"), "S3cr=t/6"),
    "--header X-Api-Key": (("-H", "X-Api-Key: S3cr=t/7"), "S3cr=t/7"),
    "--cookie": (("-b", "session=S3cr=t/8"), "S3cr=t/8"),
    "--secret": (("--secret", "x=S3cr=t/9"), "S3cr=t/9"),
    "--proxy": (("-x", "http://me:S3cr=t%2FA@p:1"), "S3cr=t/A"),
    "--cert": (("-E", "c.pem:S3cr=t/B"), "S3cr=t/B"),
}


def written(secret):
    """Yields the forms that a secret has where it is part of something else."""
    yield secret
    yield quote(secret, safe="")
    yield json.dumps(secret).replace("/", "\\/")
    for user in ("", "u", "us", "user"):
        yield base64.b64encode(f"{user}:{secret}".encode()).decode()
        yield base64.urlsafe_b64encode(f"{user}:{secret}".encode()).decode()


class TestSecrets:
    @pytest.mark.parametrize("source", SECRETS)
    def test_those_of_options_are_hidden_in_every_form(self, aimed, source):
        arguments, secret = SECRETS[source]
        redactor = aimed(URL, *arguments).redactor
        for form in written(secret):
            assert "***" in redactor(form)
            assert form not in redactor(f"before {form} after")

    @pytest.mark.parametrize(
        ("url", "secret"),
        [
            ("ws://me:S3cr=t%2F1@example.com/", "S3cr=t/1"),
            ("ws://S3cr=t%2F2@example.com/", "S3cr=t/2"),
            ("ws://example.com/?access_token=S3cr=t%2F3", "S3cr=t/3"),
        ],
    )
    def test_those_of_the_url_are_hidden_in_every_form(self, aimed, url, secret):
        redactor = aimed(url).redactor
        for form in written(secret):
            assert "***" in redactor(form)

    def test_those_of_an_endpoint_are_hidden_too(self, aimed):
        arguments = ("-e", "far", "--var", "item_id=1")
        secrets = ("--var", "token=abcdef", "--var", "session=uvwxyz")
        aim = aimed("items", *arguments, *secrets, project=PROJECT)
        assert aim.redactor("abcdef, 1, uvwxyz") == "***, 1, ***"

    @pytest.mark.parametrize("credentials", ["Basic ***", "Basic /w==", "Basic é"])
    def test_credentials_that_are_none_are_the_business_of_the_server(
        self, aimed, credentials
    ):
        assert aimed(URL, "-H", f"Authorization: {credentials}")

    def test_nothing_is_hidden_without_secrets(self, aimed):
        text = "ws://example.com/ws 127.0.0.1"
        assert aimed(URL, "-H", "X-Client: wscli").redactor(text) == text


@pytest.mark.parametrize(
    ("values", "found"),
    [((None, 0, 1), 0), ((None, "", "x"), ""), ((None, None), None), ((), None)],
)
def test_the_first_value_counts_be_it_zero(values, found):
    assert first(*values) == found


def test_without_any_value_there_is_the_default():
    assert first(None, default=7) == 7
