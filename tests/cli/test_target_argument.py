"""The argument that names the endpoint, as every command that dials takes it."""

from typing import get_args

import pytest

from wscli.cli import connect, listen, send
from wscli.cli.target_argument import TARGET


def test_it_is_a_text_with_a_name_and_a_sentence():
    kind, argument = get_args(TARGET)
    assert kind is str
    assert argument.metavar == "TARGET"
    assert ":8000/ws" in argument.help
    assert "wscli.toml" in argument.help


@pytest.mark.parametrize("module", [connect, listen, send])
def test_every_command_that_dials_takes_it(module):
    assert module.command.__annotations__["target"] == TARGET
