"""Heartbeats, time limits, and errors that end a connection."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, WebSocket, WebSocketException, status

from fixtures_server.background import alongside
from fixtures_server.json_text import JsonObject, parse_json
from fixtures_server.messages import (
    send_error,
    send_json,
    send_unknown_type,
    texts,
)
from fixtures_server.parameters import Interval

router = APIRouter()


@router.websocket("/ws/robust")
async def robust(
    websocket: WebSocket,
    # A whole number is sent back as one: 30, not 30.0.
    heartbeat: Annotated[int | float, Query(ge=0.001, le=86_400)] = 30,
) -> None:
    """Beats every `?heartbeat=` seconds; takes JSON `echo` and `error_test`."""
    await websocket.accept()
    info = {
        "type": "connection_info",
        "message": "Connected successfully",
        "heartbeat_interval": heartbeat,
    }
    await send_json(websocket, info)
    async with alongside(beat(websocket, heartbeat)):
        async for text in texts(websocket):
            await answer(websocket, text)


async def beat(websocket: WebSocket, interval: float) -> None:
    """Sends a heartbeat every `interval` seconds."""
    while True:
        await asyncio.sleep(interval)
        await send_json(websocket, {"type": "heartbeat"})


async def answer(websocket: WebSocket, text: str) -> None:
    """Answers one message.

    Raises:
        WebSocketException: If the text is not JSON, or asks for an error.
    """
    try:
        message = parse_json(text)
    except ValueError:
        raise WebSocketException(
            status.WS_1002_PROTOCOL_ERROR, "Protocol error"
        ) from None
    if not isinstance(message, dict) or "type" not in message:
        await send_error(websocket, "Message must include 'type' field")
        return
    match message["type"]:
        case "heartbeat_response":
            pass
        case "echo":
            response = {"type": "echo_response", "original_message": message}
            await send_json(websocket, response)
        case "error_test":
            raise asked_for_error(message)
        case _:
            await send_unknown_type(websocket, message)


def asked_for_error(message: JsonObject) -> WebSocketException:
    """Chooses the close code and reason that an `error_test` asks for."""
    match message.get("error_type"):
        case "protocol_error":
            return WebSocketException(
                status.WS_1002_PROTOCOL_ERROR, "Test protocol error"
            )
        case "invalid_data":
            return WebSocketException(
                status.WS_1003_UNSUPPORTED_DATA, "Test invalid data"
            )
        case _:
            return WebSocketException(
                status.WS_1011_INTERNAL_ERROR, "Internal server error"
            )


@router.websocket("/timeout/ws")
async def time_out(websocket: WebSocket, seconds: Interval = 60) -> None:
    """Answers `You sent: {data}`, and closes after `?seconds=` without a message."""
    await websocket.accept()
    conversation = texts(websocket)
    while True:
        try:
            async with asyncio.timeout(seconds):
                data = await anext(conversation, None)
        except TimeoutError:
            await websocket.close(status.WS_1000_NORMAL_CLOSURE, "Session timeout")
            return
        if data is None:
            return
        await websocket.send_text(f"You sent: {data}")
