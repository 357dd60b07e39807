"""Tokens, users, and the two ways to refuse."""

from datetime import UTC, datetime, timedelta

import jwt
import pytest
from fastapi.testclient import TestClient
from starlette.testclient import WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect

from fixtures_server.app import create_app
from fixtures_server.settings import Settings

SECRET = "a secret of these tests, of 32 bytes or more"
NOON = datetime(2040, 6, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def client():
    """A client of an app where it is always noon."""
    return TestClient(create_app(Settings(jwt_secret=SECRET), clock=lambda: NOON))


def token_of(client, **query):
    query = {"username": "ann", "user_id": "7", **query}
    return client.get("/auth/token", params=query).json()["token"]


def signed(secret=SECRET, algorithm="HS256", **claims):
    claims = {"username": "ann", "user_id": "7", "exp": NOON, **claims}
    present = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(present, secret, algorithm=algorithm)


def test_a_token_names_the_user_and_lasts_an_hour(client):
    claims = jwt.decode(token_of(client), SECRET, algorithms=["HS256"])
    expiry = (NOON + timedelta(hours=1)).timestamp()
    assert claims == {"username": "ann", "user_id": "7", "exp": expiry}


def test_a_token_needs_a_user(client):
    assert client.get("/auth/token").status_code == 422


def test_a_token_lets_in_and_the_user_is_welcomed(client):
    with client.websocket_connect(f"/auth/ws?token={token_of(client)}") as socket:
        assert socket.receive_text() == (
            '{"type":"welcome","message":"Welcome ann!","user_id":"7"}'
        )


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ('{"type":"ping"}', {"type": "pong"}),
        (
            '{"type":"message","content":"hi"}',
            {
                "type": "message_received",
                "content": "hi",
                "from_user": "ann",
                "timestamp": "2040-06-01T12:00:00+00:00",
            },
        ),
        (
            '{"type":"message"}',
            {"type": "error", "message": "Message content is required"},
        ),
        (
            '{"content":"hi"}',
            {"type": "error", "message": "Message must include 'type' field"},
        ),
        (
            '{"type":"dance"}',
            {"type": "error", "message": "Unknown message type: dance"},
        ),
        (
            "not json",
            {"type": "error", "message": "Message must be a JSON object"},
        ),
    ],
)
def test_each_message_of_a_user_is_answered(client, said, heard):
    with client.websocket_connect(f"/auth/ws?token={token_of(client)}") as socket:
        assert socket.receive_json()["type"] == "welcome"
        socket.send_text(said)
        assert socket.receive_json() == heard


@pytest.mark.parametrize(
    "token",
    [
        "",
        "nonsense",
        "a.b.c",
        "é.é.é",
        signed(secret="another secret, also of 32 bytes or more"),
        signed(secret="", algorithm="none"),
        signed(algorithm="HS512", secret=SECRET * 2),
        signed(exp=datetime(2020, 1, 1, tzinfo=UTC)),
        signed(exp=None),
        signed(username=None),
        signed(user_id=None),
    ],
)
def test_an_invalid_token_is_http_401_with_json(client, token):
    with (
        pytest.raises(WebSocketDenialResponse) as denied,
        client.websocket_connect("/auth/ws", params={"token": token}),
    ):
        pass
    assert denied.value.status_code == 401
    assert denied.value.json() == {"detail": "Invalid token"}


def test_no_token_closes_before_the_handshake(client):
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        client.websocket_connect("/auth/ws"),
    ):
        pass
    assert not isinstance(refused.value, WebSocketDenialResponse)


async def test_an_invalid_token_is_http_401_on_the_wire(refusal):
    response = await refusal("/auth/ws?token=nonsense")
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/json"
    assert response.body == b'{"detail":"Invalid token"}'


async def test_no_token_is_http_403_on_the_wire(refusal):
    response = await refusal("/auth/ws")
    assert (response.status_code, response.body) == (403, b"")


async def test_nobody_is_accepted_at_first_and_then_closed_with_1008(dial):
    async with dial("/private/ws") as peer:
        assert await peer.end() == (1008, "Not authenticated")


@pytest.mark.parametrize(
    ("query", "headers"), [("?token=abc", {}), ("", {"Cookie": "session=biscuit"})]
)
async def test_a_token_or_a_cookie_opens_the_private_endpoint(dial, query, headers):
    async with dial(f"/private/ws{query}", additional_headers=headers) as peer:
        await peer.say("hi")
        assert await peer.hear() == "You sent: hi"
