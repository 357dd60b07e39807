"""The list of endpoints says what each one needs, and who says so."""

import pytest

from wscli.cli.endpoint_table import EndpointRow, endpoint_table, list_origins
from wscli.cli.project import Given
from wscli.cli.project_files import FILE_NAME, Project, load_project

PROJECT = """
default_environment = "local"
environments.local.base = "ws://{{host}}:8000"
environments.remote.base = "wss://x"
[defaults]
timeout = 1
variables = { room_id = 7 }
headers = { X-Client = "{{client?}}" }
[endpoints.echo]
url = "{{base}}/ws"
[endpoints.items]
description = "one item"
url = "{{base}}/items/{{item_id}}/{{room_id}}"
query = { token = "{{token?}}" }
cookies = { session = "{{session?}}" }
headers = { X-Item = "{{item_id}}" }
subprotocols = ["chat"]
origin = "http://x"
"""

OWN = """
defaults = { timeout = 2, insecure = false }
[endpoints.echo]
url = "ws://own/"
[endpoints.mine]
url = "ws://mine/{{base}}"
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / FILE_NAME).write_text(PROJECT, "utf-8")
    own = tmp_path / "config.toml"
    own.write_text(OWN, "utf-8")
    return load_project(tmp_path, own)


def test_each_endpoint_is_there_once_with_what_it_needs(project, tmp_path):
    path, own = tmp_path / FILE_NAME, tmp_path / "config.toml"
    assert endpoint_table(project, Given()) == [
        EndpointRow("echo", "{{base}}/ws", ("host",), (), "", path),
        EndpointRow(
            "items",
            "{{base}}/items/{{item_id}}/{{room_id}}",
            ("host", "item_id"),
            ("token", "session"),
            "one item",
            path,
        ),
        EndpointRow("mine", "ws://mine/{{base}}", ("base",), (), "", own),
    ]


def test_what_is_given_is_not_needed(project):
    given = Given(environment="remote", variables={"token": "abc", "item_id": "1"})
    echo, items, _ = endpoint_table(project, given)
    assert echo.required == ()
    assert items.required == ()
    assert items.optional == ("session",)


def test_origins_name_the_file_of_each_value_that_counts(project, tmp_path):
    origins = list_origins(project)
    assert [each.key for each in origins if each.file == tmp_path / FILE_NAME] == [
        "default_environment",
        "environments.local.base",
        "environments.remote.base",
        "defaults.variables.room_id",
        "defaults.headers.X-Client",
        "defaults.timeout",
        "endpoints.echo.url",
        "endpoints.items.url",
        "endpoints.items.query.token",
        "endpoints.items.cookies.session",
        "endpoints.items.headers.X-Item",
        "endpoints.items.subprotocols",
        "endpoints.items.origin",
        "endpoints.items.description",
    ]
    assert [each.key for each in origins if each.file == tmp_path / "config.toml"] == [
        "defaults.insecure",
        "endpoints.mine.url",
    ]


def test_without_files_there_is_nothing_to_list():
    assert endpoint_table(Project(), Given()) == []
    assert list_origins(Project()) == []
