"""Endpoints that insist on binary messages, or on JSON."""

from typing import Literal

from fastapi import APIRouter, WebSocket, WebSocketException, status

from fixtures_server.json_text import format_json, parse_json
from fixtures_server.messages import binaries, texts

router = APIRouter()


@router.websocket("/ws/bytes")
async def echo_bytes(websocket: WebSocket) -> None:
    """Sends binary messages back; closes with 1003 after a text."""
    await websocket.accept()
    async for data in binaries(websocket):
        await websocket.send_bytes(data)


@router.websocket("/ws/json")
async def echo_json(
    websocket: WebSocket, mode: Literal["text", "binary"] = "text"
) -> None:
    """Sends JSON back, compact, in texts or in binary messages as `?mode=` says."""
    await websocket.accept()
    if mode == "text":
        async for text in texts(websocket):
            await websocket.send_text(format_json(value_of(text)))
    else:
        async for data in binaries(websocket):
            await websocket.send_bytes(format_json(value_of(data)).encode())


def value_of(payload: str | bytes) -> object:
    """Reads the JSON of one message.

    Raises:
        WebSocketException: With code 1007, if it is not JSON in UTF-8.
    """
    try:
        return parse_json(payload if isinstance(payload, str) else payload.decode())
    except ValueError:
        raise WebSocketException(
            status.WS_1007_INVALID_FRAME_PAYLOAD_DATA, "not JSON"
        ) from None
