"""Chats, rooms and a board: conversations of several, each with a wscli."""

import json

import pytest

pytestmark = pytest.mark.usefixtures("project")


def test_two_people_chat(start, call):
    with start("listen", "chat", "-v", "-n", "2", client_id="1") as ann:
        wait_until_open(ann)
        bob = call("send", "chat", "hi", "-n", "2", client_id="2")
        assert bob.said() == ["You wrote: hi", "Client #2 says: hi"]
        assert ann.wait().lines == ["Client #2 says: hi", "Client #2 left the chat"]


def wait_until_open(running):
    """Waits for what `-v` tells of the opening handshake."""
    while not running.read_error().endswith("opened"):
        pass


def test_the_broadcast_chat_tells_everyone_who_came_and_left(start, call):
    with start("listen", "broadcast", "-n", "4", client_id="ann") as ann:
        assert ann.read_line() == "Client #ann joined the chat"
        bob = call("send", "broadcast", "hi", "-n", "2", client_id="bob")
        assert bob.said() == ["Client #bob joined the chat", "Client #bob: hi"]
        assert ann.wait().said() == [
            "Client #bob joined the chat",
            "Client #bob: hi",
            "Client #bob left the chat",
        ]


def test_a_newer_connection_of_the_same_name_replaces_the_older(start, call):
    with start("listen", "named-chat", client_id="ann") as older:
        assert older.read_line() == "Client #ann joined the chat"
        newer = call("send", "named-chat", "hi", "--until", "You: hi", client_id="ann")
        assert newer.said()[-1] == "You: hi"
        result = older.wait()
    assert result.exit_code == 7
    assert result.errors[0] == (
        'closed 4009 (application code) "replaced by a newer connection"'
    )


def test_a_room_speaks_json(start, call):
    with start("listen", "room", "-n", "4", room_id="7") as ann:
        assert json.loads(ann.read_line()) == {
            "type": "welcome",
            "room_id": "7",
            "message": "Welcome to room 7",
        }
        bob = call(
            "send",
            "room",
            "--json",
            '{"type": "message", "content": "hi"}',
            "--expect-json",
            '{"type": "welcome"}',
            "--expect-json",
            '{"type": "room_message", "message": "hi", "timestamp": "<datetime>"}',
            room_id="7",
        )
        assert len(bob.said_json()) == 2
        heard = ann.wait().said_json()
    assert [each["type"] for each in heard] == [
        "user_joined",
        "room_message",
        "user_left",
    ]
    assert [each.get("member_count") for each in heard] == [2, None, 1]


def test_a_board_shows_a_newcomer_what_was_drawn(start, call):
    stroke = {"type": "stroke", "points": [[0, 0], [3, 4]], "color": "#c00"}
    with start("listen", "draw", "-n", "2", board="b") as ann:
        assert json.loads(ann.read_line()) == {"type": "board", "strokes": []}
        drawn = call("send", "draw", "--json", json.dumps(stroke), "-n", "1", board="b")
        assert len(drawn.said()) == 1
        assert ann.wait().said_json() == [stroke]
    assert call("listen", "draw", "-n", "1", board="b").said_json() == [
        {"type": "board", "strokes": [stroke]}
    ]
