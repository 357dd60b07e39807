"""Actions: what is done when nothing else is asked for, and values that stay."""

from dataclasses import FrozenInstanceError, is_dataclass
from typing import get_args

import pytest

from wscli.core import actions
from wscli.core.actions import Abort, Action, Close, Ping, Pong, Send
from wscli.core.frames import MessageKind


def test_the_union_of_actions_names_every_action():
    assert set(get_args(Action)) == {
        value for value in vars(actions).values() if is_dataclass(value)
    }


@pytest.mark.parametrize(
    ("action", "spelled_out"),
    [
        (Ping(), Ping(payload=None)),
        (Pong(), Pong(payload=b"")),
        (Close(), Close(code=1000, reason="")),
    ],
    ids=lambda action: type(action).__name__,
)
def test_an_action_has_a_usual_form(action, spelled_out):
    assert action == spelled_out


@pytest.mark.parametrize(
    ("action", "name"),
    [
        (Send(MessageKind.TEXT, b"hi"), "payload"),
        (Ping(b"1"), "payload"),
        (Pong(b"1"), "payload"),
        (Close(4000, "bye"), "code"),
        (Abort(), "anything"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_action_does_not_change(action, name):
    with pytest.raises((FrozenInstanceError, TypeError)):
        setattr(action, name, b"2")
    assert not hasattr(action, "__dict__")
    assert hash(action) == hash(
        type(action)(*map(action.__getattribute__, action.__slots__))
    )
