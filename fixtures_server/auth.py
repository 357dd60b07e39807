"""Endpoints that want to know who is there, and two ways to refuse."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

import jwt
from fastapi import (
    APIRouter,
    Cookie,
    Depends,
    HTTPException,
    Query,
    WebSocket,
    WebSocketException,
    status,
)
from fastapi.requests import HTTPConnection

from fixtures_server.clock import AppClock, Clock
from fixtures_server.json_text import JsonObject
from fixtures_server.messages import (
    send_error,
    send_json,
    send_unknown_type,
    texts,
    typed_objects,
)
from fixtures_server.settings import Settings

ALGORITHM = "HS256"

router = APIRouter()


@dataclass(frozen=True, slots=True)
class User:
    """Whom a token speaks for."""

    username: str
    user_id: str


def settings_of(connection: HTTPConnection) -> Settings:
    """Finds the settings that the app was made with."""
    settings: Settings = connection.app.state.settings
    return settings


AppSettings = Annotated[Settings, Depends(settings_of)]


def user_of_token(settings: AppSettings, token: str | None = None) -> User:
    """Reads the user from a token.

    Raises:
        WebSocketException: If there is no token. Before the handshake is accepted
            that becomes HTTP 403.
        HTTPException: With status 401, if the token is invalid or has expired.
            Starlette sends it as the answer to the handshake.
    """
    if token is None:
        raise WebSocketException(status.WS_1008_POLICY_VIOLATION)
    try:
        claims = jwt.decode(
            token,
            settings.jwt_secret,
            algorithms=[ALGORITHM],
            options={"require": ["exp", "username", "user_id"]},
        )
    except jwt.InvalidTokenError:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "Invalid token") from None
    return User(claims["username"], claims["user_id"])


@router.get("/auth/token")
async def issue_token(
    username: str,
    user_id: str,
    settings: AppSettings,
    clock: AppClock,
    expires_in: Annotated[int, Query(ge=-86_400, le=86_400)] = 3600,
) -> dict[str, str]:
    """Issues a token for tests; a negative `?expires_in=` makes an expired one."""
    expiry = clock() + timedelta(seconds=expires_in)
    claims = {"username": username, "user_id": user_id, "exp": expiry}
    return {"token": jwt.encode(claims, settings.jwt_secret, algorithm=ALGORITHM)}


@router.websocket("/auth/ws")
async def talk_as_user(
    websocket: WebSocket,
    user: Annotated[User, Depends(user_of_token)],
    clock: AppClock,
) -> None:
    """Needs a JWT in `?token=`; takes JSON `message` and `ping`."""
    await websocket.accept()
    welcome = f"Welcome {user.username}!"
    await send_json(
        websocket, {"type": "welcome", "message": welcome, "user_id": user.user_id}
    )
    async for message in typed_objects(websocket):
        await answer(websocket, user, message, clock)


async def answer(
    websocket: WebSocket, user: User, message: JsonObject, clock: Clock
) -> None:
    """Does what one message of a user asks for."""
    match message:
        case {"type": "message", "content": content}:
            received = {
                "type": "message_received",
                "content": content,
                "from_user": user.username,
                "timestamp": clock().isoformat(),
            }
            await send_json(websocket, received)
        case {"type": "message"}:
            await send_error(websocket, "Message content is required")
        case {"type": "ping"}:
            await send_json(websocket, {"type": "pong"})
        case _:
            await send_unknown_type(websocket, message)


@router.websocket("/private/ws")
async def private(
    websocket: WebSocket,
    session: Annotated[str | None, Cookie()] = None,
    token: str | None = None,
) -> None:
    """Accepts everybody, then closes with 1008 without a `?token=` or a cookie."""
    await websocket.accept()
    if not (session or token):
        raise WebSocketException(status.WS_1008_POLICY_VIOLATION, "Not authenticated")
    async for data in texts(websocket):
        await websocket.send_text(f"You sent: {data}")
