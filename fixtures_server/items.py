"""An endpoint that wants a cookie or a token before it accepts."""

from typing import Annotated

from fastapi import (
    APIRouter,
    Cookie,
    Depends,
    Query,
    WebSocket,
    WebSocketException,
    status,
)

from fixtures_server.messages import texts

router = APIRouter()


def cookie_or_token(
    session: Annotated[str | None, Cookie()] = None,
    token: Annotated[str | None, Query()] = None,
) -> str:
    """Takes the cookie, or else the token; an empty one counts as none.

    Raises:
        WebSocketException: If there is neither. The handshake is not accepted yet,
            so the client sees HTTP 403 and never the code 1008.
    """
    if value := session or token:
        return value
    raise WebSocketException(status.WS_1008_POLICY_VIOLATION)


@router.websocket("/items/{item_id}/ws")
async def item(
    websocket: WebSocket,
    item_id: str,
    value: Annotated[str, Depends(cookie_or_token)],
    q: int | None = None,
) -> None:
    """Needs the cookie `session` or `?token=`; sends it back with each text."""
    await websocket.accept()
    async for data in texts(websocket):
        await websocket.send_text(f"Session cookie or query token value is: {value}")
        if q is not None:
            await websocket.send_text(f"Query parameter q is: {q}")
        await websocket.send_text(f"Message text was: {data}, for item ID: {item_id}")
