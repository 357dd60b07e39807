"""A JSONPath asks something of a message; the library is loaded only for that."""

import subprocess
import sys

import pytest

from wscli.core.errors import UsageError
from wscli.notation.json_path import parse_json_path


def test_asks_whether_it_is_true_of_a_message():
    path = parse_json_path('$.type == "stock_update"')
    assert path.text == '$.type == "stock_update"'
    assert path.condition({"type": "stock_update", "data": {}})
    assert not path.condition({"type": "connected"})


def test_paths_are_the_same_when_their_texts_are():
    assert parse_json_path("$.a") == parse_json_path("$.a")
    assert parse_json_path("$.a") != parse_json_path("$.b")


def test_refuses_what_is_no_json_path():
    with pytest.raises(UsageError, match="at character 8"):
        parse_json_path('$.type = "x"')


def test_loads_the_library_only_for_a_path():
    script = (
        "import sys; from wscli.notation.json_path import parse_json_path;"
        "assert 'jsonpath' not in sys.modules; parse_json_path('$');"
        "assert 'jsonpath' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=30)
