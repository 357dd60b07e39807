"""The application as a whole."""

import pytest
from fastapi.testclient import TestClient

from fixtures_server.app import create_app


@pytest.mark.parametrize(
    "path", ["/ws/test", "/ws/bytes", "/ws/json", "/ws/stocks", "/ws/robust"]
)
def test_a_fixed_path_is_not_taken_for_a_chat_id(path):
    with TestClient(create_app()).websocket_connect(path):
        pass


def test_two_applications_share_no_rooms():
    one, other = TestClient(create_app()), TestClient(create_app())
    with one.websocket_connect("/draw/ws/board") as socket:
        socket.receive_json()
        socket.send_json({"type": "stroke", "points": [], "color": "red"})
    for client, strokes in ((one, 1), (other, 0)):
        with client.websocket_connect("/draw/ws/board") as socket:
            assert len(socket.receive_json()["strokes"]) == strokes


def test_notifications_run_as_long_as_the_application():
    path = "/notifications/ws?interval=0.01"
    with TestClient(create_app()) as client, client.websocket_connect(path) as socket:
        assert socket.receive_json()["id"] == 1


async def test_an_unknown_path_refuses_the_handshake(refusal):
    response = await refusal("/nothing/here")
    assert (response.status_code, response.body) == (403, b"")
