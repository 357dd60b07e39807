"""A target is a URL, or the name of an endpoint with all that belongs to it."""

import re
from pathlib import Path

import pytest

from wscli.cli.endpoint_table import endpoint_table
from wscli.cli.project import Given, resolve
from wscli.cli.project_files import FILE_NAME, Project, load_project
from wscli.core.errors import UsageError
from wscli.core.url import parse_url

REPOSITORY = Path(__file__).parents[2]

PROJECT = """
[environments.local]
base = "ws://127.0.0.1:8000"
[defaults]
variables = { room_id = 7, base = "ws://weak" }
headers = { X-Client = "wscli", X-Trace = "{{trace?}}" }
[endpoints.echo]
url = "{{base}}/ws"
[endpoints.room]
url = "{{base}}/ws/room/{{room_id}}"
[endpoints.items]
url = "{{base}}/items/{{item_id}}/ws"
query = { token = "{{token?}}", q = "{{q?}}" }
cookies = { session = "{{session?}}", theme = "dark" }
headers = { x-client = "{{client?}}", Authorization = "Bearer {{key}}" }
subprotocols = ["chat.v2", "chat.v1"]
origin = "https://{{host?}}"
"""


@pytest.fixture
def project(tmp_path):
    return projects(tmp_path, PROJECT)


def projects(folder, text, own=None):
    (folder / FILE_NAME).write_text(text, "utf-8")
    if own is None:
        return load_project(folder)
    (folder / "config.toml").write_text(own, "utf-8")
    return load_project(folder, folder / "config.toml")


def refused(target, project, **given):
    with pytest.raises(UsageError) as caught:
        resolve(target, project, Given(**given))
    return caught.value


class TestUrls:
    @pytest.mark.parametrize(
        ("target", "url"),
        [
            ("wss://example.com/ws?a=1", "wss://example.com/ws?a=1"),
            (":8000/ws", "ws://localhost:8000/ws"),
            ("host:8000/ws", "ws://host:8000/ws"),
            ("{{base}}/ws", "ws://127.0.0.1:8000/ws"),
            ("{{base}}", "ws://127.0.0.1:8000/"),
            ("ws://h/{{room_id}}?t={{token?}}&u={{u}}", "ws://h/7?u=a%2Fb"),
            (r"ws://h/\{{x}}", "ws://h/%7B%7Bx%7D%7D"),
        ],
    )
    def test_are_where_they_say(self, project, target, url):
        resolved = resolve(target, project, Given(variables={"u": "a/b"}))
        assert str(resolved.url) == url
        assert resolved.endpoint == ""

    def test_need_no_file(self):
        given = Given(variables={"host": "h"})
        assert str(resolve("ws://{{host}}/", Project(), given).url) == "ws://h/"

    def test_get_the_default_header_fields_of_all_files(self, tmp_path):
        own = 'defaults.headers = { x-client = "weaker", X-Own = "{{env KEY}}" }'
        resolved = resolve(
            "ws://h/", projects(tmp_path, PROJECT, own), Given(process={"KEY": "k"})
        )
        assert resolved.headers == (("X-Client", "wscli"), ("X-Own", "k"))

    def test_name_the_file_whose_header_fields_lack_a_variable(self, tmp_path):
        error = refused(
            "ws://h/", projects(tmp_path, 'defaults.headers = { A = "{{key}}" }')
        )
        assert error.sentence == (
            f"{tmp_path / FILE_NAME}: defaults.headers: the variable 'key' is not set"
        )

    @pytest.mark.parametrize("target", ["example.com/ws", "localhost/", "a/b:c"])
    def test_have_a_scheme_or_a_port(self, project, target):
        error = refused(target, project)
        assert error.sentence.endswith("is neither a URL nor the name of an endpoint")
        assert error.hint == "write wss://... or ws://... for a URL"

    def test_are_refused_without_their_credentials(self, project):
        for target in "secret@h/ws", "ws://me:secret@h/{{none}}", "me:secret@h:x/":
            assert "secret" not in str(refused(target, project))

    def test_that_are_wrong_say_so(self, project):
        assert "has a scheme" in refused("ftp://h/", project).sentence
        assert "is not closed" in refused("ws://h/{{a", project).sentence
        error = refused("{{bose}}/ws", project)
        assert error.sentence == "the URL '{{bose}}/ws': the variable 'bose' is not set"
        assert error.hint == "write --var bose=VALUE; there is 'base'"


class TestEndpoints:
    def test_are_filled_with_variables(self, project):
        resolved = resolve(
            "items",
            project,
            Given(
                variables={
                    "item_id": "a/b",
                    "token": "t&u",
                    "session": "s",
                    "client": "me",
                    "key": "k",
                    "host": "h",
                    "trace": "1",
                }
            ),
        )
        assert resolved.url == parse_url(
            "ws://127.0.0.1:8000/items/a%2Fb/ws?token=t%26u"
        )
        assert resolved.headers == (
            ("X-Trace", "1"),
            ("x-client", "me"),
            ("Authorization", "Bearer k"),
        )
        assert resolved.cookies == (("session", "s"), ("theme", "dark"))
        assert resolved.subprotocols == ("chat.v2", "chat.v1")
        assert resolved.origin == "https://h"
        assert resolved.endpoint == "items"
        assert resolved.unset == ("q",)

    def test_leave_out_what_is_optional_and_unset(self, project):
        resolved = resolve(
            "items", project, Given(variables={"item_id": "1", "key": "k"})
        )
        assert resolved.url == parse_url("ws://127.0.0.1:8000/items/1/ws")
        assert resolved.headers == (("Authorization", "Bearer k"),)
        assert resolved.cookies == (("theme", "dark"),)
        assert resolved.origin is None
        assert resolved.unset == (
            "token", "q", "session", "client", "host", "trace",
        )  # fmt: skip

    def test_with_nothing_but_a_url_get_the_default_header_fields(self, project):
        resolved = resolve("echo", project, Given())
        assert resolved.headers == (("X-Client", "wscli"),)
        assert resolved.origin is None

    def test_use_the_strongest_value(self, project):
        assert str(resolve("room", project, Given()).url).endswith(":8000/ws/room/7")
        given = Given(variables={"room_id": "8", "base": "wss://strong"})
        assert str(resolve("room", project, given).url) == "wss://strong/ws/room/8"

    def test_name_every_variable_that_is_missing(self, project):
        error = refused("items", project, variables={"itemid": "3"})
        assert str(error) == (
            "endpoint 'items': the variables 'item_id' and 'key' are not set; write"
            " --var item_id=VALUE --var key=VALUE; there is 'itemid'"
        )
        error = refused("items", project, variables={"item_id": "3"})
        assert str(error) == (
            "endpoint 'items': the variable 'key' is not set; write --var key=VALUE"
        )

    @pytest.mark.parametrize(
        ("name", "value"),
        [("client", "a\r\nX: 1"), ("session", "a;b"), ("host", "ä\n")],
    )
    def test_refuse_values_that_cannot_be_sent(self, project, name, value):
        given = {"item_id": "1", "key": "k", name: value}
        error = refused("items", project, variables=given)
        assert error.sentence.startswith("endpoint 'items': the value of ")
        assert error.sentence.endswith(" has a character that cannot be sent")
        assert value not in error.sentence

    def test_whose_url_is_none_are_named(self, tmp_path):
        project = projects(tmp_path, 'endpoints.odd.url = "http:/x"')
        assert refused("odd", project).sentence.startswith("endpoint 'odd': the URL")

    def test_that_are_unknown_are_refused_with_the_nearest(self, project):
        assert str(refused("itmes", project)) == (
            "there is no endpoint 'itmes'; did you mean 'items'?"
            " `wscli endpoints` lists all there are"
        )
        assert refused("zzz", project).hint == "`wscli endpoints` lists all there are"
        assert refused("example.com", project).hint == (
            "write wss://... for a URL; `wscli endpoints` lists all there are"
        )
        assert str(refused("echo", Project())) == (
            "there is no endpoint 'echo', and no wscli.toml here or above;"
            " write a URL such as ws://localhost:8000/ws"
        )


class TestEnvironments:
    SEVERAL = """
    environments = { local = { base = "ws://l" }, staging = { base = "wss://s" } }
    endpoints = { echo = { url = "{{base}}/ws" }, fixed = { url = "ws://f/" } }
    """

    def test_are_chosen_by_name(self, tmp_path):
        project = projects(tmp_path, self.SEVERAL)
        for name, url in ("local", "ws://l/ws"), ("staging", "wss://s/ws"):
            assert str(resolve("echo", project, Given(environment=name)).url) == url
            assert (
                str(resolve("{{base}}/ws", project, Given(environment=name)).url) == url
            )

    def test_are_not_chosen_by_chance(self, tmp_path):
        project = projects(tmp_path, self.SEVERAL)
        for target in "echo", "{{base}}/ws":
            error = refused(target, project)
            assert "no environment is chosen that gives the variable 'base'" in str(
                error
            )
            assert error.hint == "choose one with -e local or -e staging"
        assert str(resolve("fixed", project, Given()).url) == "ws://f/"

    def test_have_a_default(self, tmp_path):
        project = projects(tmp_path, f'default_environment = "staging"\n{self.SEVERAL}')
        assert str(resolve("echo", project, Given()).url) == "wss://s/ws"
        local = Given(environment="local")
        assert str(resolve("echo", project, local).url) == "ws://l/ws"

    @pytest.mark.parametrize("target", ["echo", "ws://h/"])
    def test_that_are_unknown_are_refused(self, tmp_path, target):
        project = projects(tmp_path, self.SEVERAL)
        assert (
            "did you mean 'local'?" in refused(target, project, environment="locl").hint
        )
        error = refused(target, project, environment="zzz")
        assert error.sentence.endswith("there is no environment 'zzz'")
        assert error.hint == "there are local, staging"

    def test_are_none_without_a_file(self):
        assert refused("ws://h/", Project(), environment="a").hint == "there are none"


class TestFilesDoNotSeeIntoEachOther:
    OWN = """
    environments = { local = { base = "ws://mine", secret = "s" } }
    defaults = { variables = { secret = "s" }, headers = { Authorization = "s" } }
    endpoints = { mine = { url = "{{base}}/{{secret}}/{{env KEY}}" } }
    """

    def test_an_endpoint_of_a_project_gets_nothing_of_the_users_own(self, tmp_path):
        text = f'{PROJECT}\n[endpoints.theirs]\nurl = "{{{{base}}}}/{{{{secret?}}}}"'
        project = projects(tmp_path, text, self.OWN)
        error = refused("theirs", project)
        assert "marked as optional" in error.sentence
        assert resolve("echo", project, Given()).headers == (("X-Client", "wscli"),)

    def test_an_endpoint_of_the_users_own_gets_nothing_of_a_project(self, tmp_path):
        project = projects(tmp_path, PROJECT, self.OWN)
        resolved = resolve("mine", project, Given(process={"KEY": "k"}))
        assert str(resolved.url) == "ws://mine/s/k"
        assert resolved.headers == (("Authorization", "s"),)

    def test_a_project_reads_the_process_only_where_that_is_allowed(self, tmp_path):
        project = projects(
            tmp_path,
            """
            endpoints.a.url = "ws://h/{{env KEY}}"
            endpoints.b.url = "ws://h/{{env WSCLI_VAR_x}}"
            """,
        )
        process = {"KEY": "k", "WSCLI_VAR_x": "x"}
        error = refused("a", project, process=process)
        assert error.hint == "allow it with --allow-env KEY"
        allowed = Given(process=process, allowed=frozenset({"KEY"}))
        assert str(resolve("a", project, allowed).url) == "ws://h/k"
        assert str(resolve("b", project, Given(process=process)).url) == "ws://h/x"


class TestTheProjectFileOfThisRepository:
    PATHS = (
        "/ws",
        "/items/{item_id}/ws",
        "/ws/{client_id}",
        "/broadcast/ws/{client_id}",
        "/chat/ws",
        "/chat/ws/{client_id}",
        "/clients/{client_id}/ws",
        "/messages/ws",
        "/ws/room/{room_id}",
        "/auth/ws",
        "/private/ws",
        "/timeout/ws",
        "/ws/stocks",
        "/notifications/ws",
        "/draw/ws/{board}",
        "/ws/robust",
        "/ws/test",
        "/ws/bytes",
        "/ws/json",
        "/lab/close/{code}",
        "/lab/deny/{status}",
        "/lab/handshake",
        "/lab/subprotocol",
        "/lab/slow",
        "/lab/flood",
        "/lab/abort",
        "/lab/escape",
        "/lab/echo",
    )

    def test_names_every_documented_endpoint_once(self):
        rows = endpoint_table(load_project(REPOSITORY), Given())
        paths = [row.url.removeprefix("{{base}}") for row in rows]
        documented = [re.sub("[{}]", lambda brace: brace[0] * 2, p) for p in self.PATHS]
        assert sorted(paths) == sorted(documented)

    def test_describes_each_and_needs_what_its_path_has(self):
        for row in endpoint_table(load_project(REPOSITORY), Given()):
            assert row.description
            in_path = re.findall(r"\{\{(\w+)}}", row.url.removeprefix("{{base}}"))
            assert list(row.required) == in_path

    def test_connects_to_this_machine(self):
        project = load_project(REPOSITORY)
        given = Given(variables={"item_id": "foo", "token": "abc"})
        resolved = resolve("items", project, given)
        assert str(resolved.url) == "ws://127.0.0.1:8000/items/foo/ws?token=abc"
        assert resolved.unset == ("q", "session")


class TestNames:
    """The variables that a value can be given for, so that a slip is noticed."""

    def test_an_endpoint_has_its_own_and_those_of_its_file(self, project):
        resolved = resolve("echo", project, Given(variables={"base": "ws://h"}))
        assert resolved.variables == {"base", "room_id", "trace"}

    def test_one_with_a_value_is_still_one(self, project):
        given = Given(variables={"item_id": "1", "key": "2", "token": "3"})
        resolved = resolve("items", project, given)
        assert {"item_id", "key", "token", "host"} <= resolved.variables

    def test_a_url_has_those_that_stand_in_it(self, project):
        resolved = resolve(
            "{{base}}/{{x?}}?y={{y?}}", project, Given(variables={"x": "1"})
        )
        assert {"base", "x", "y", "trace"} <= resolved.variables

    def test_without_a_file_there_are_those_of_the_url_alone(self):
        resolved = resolve("ws://h/?y={{y?}}", Project(), Given())
        assert resolved.variables == {"y"}
        assert resolve("ws://h/", Project(), Given()).variables == frozenset()
