"""The messages of a conversation: what clients send, and JSON sent to them.

Nothing that a client does is an error of the server. A client that leaves ends the
iteration, one that sends a message of the wrong type is told so with close code 1003
(RFC 6455 section 7.4.1), and one that sends malformed JSON gets an answer.
"""

from collections.abc import AsyncIterator

from fastapi import WebSocket, WebSocketException, status
from starlette.websockets import WebSocketState

from fixtures_server.json_text import JsonObject, format_json, parse_json


async def messages(websocket: WebSocket) -> AsyncIterator[str | bytes]:
    """Yields each message, until either side ends the connection."""
    while True:
        message = await websocket.receive()
        # A message may still be waiting here after the server closed.
        is_open = websocket.application_state is WebSocketState.CONNECTED
        if message["type"] == "websocket.disconnect" or not is_open:
            return
        text: str | None = message.get("text")
        yield message["bytes"] if text is None else text


async def texts(websocket: WebSocket) -> AsyncIterator[str]:
    """Yields each text message.

    Raises:
        WebSocketException: With code 1003, if a binary message comes.
    """
    async for message in messages(websocket):
        if isinstance(message, bytes):
            raise WebSocketException(status.WS_1003_UNSUPPORTED_DATA, "text only")
        yield message


async def binaries(websocket: WebSocket) -> AsyncIterator[bytes]:
    """Yields each binary message.

    Raises:
        WebSocketException: With code 1003, if a text message comes.
    """
    async for message in messages(websocket):
        if isinstance(message, str):
            raise WebSocketException(status.WS_1003_UNSUPPORTED_DATA, "binary only")
        yield message


async def typed_objects(websocket: WebSocket) -> AsyncIterator[JsonObject]:
    """Yields each JSON object that has a `type`, and answers others with an error.

    Raises:
        WebSocketException: With code 1003, if a binary message comes.
    """
    async for text in texts(websocket):
        try:
            value = parse_json(text)
        except ValueError:
            value = None
        match value:
            case dict() if "type" in value:
                yield value
            case dict():
                await send_error(websocket, "Message must include 'type' field")
            case _:
                await send_error(websocket, "Message must be a JSON object")


async def until_left(websocket: WebSocket) -> None:
    """Waits for the end of the connection, and reads what comes before it.

    Reading matters: a connection that is not read from cannot be seen to close.
    """
    async for _ in messages(websocket):
        pass


async def send_message(websocket: WebSocket, message: str | bytes) -> None:
    """Sends a text message for a `str`, a binary one for `bytes`."""
    if isinstance(message, str):
        await websocket.send_text(message)
    else:
        await websocket.send_bytes(message)


async def send_json(websocket: WebSocket, value: object) -> None:
    """Sends a value as JSON in a text message."""
    await websocket.send_text(format_json(value))


async def send_error(websocket: WebSocket, message: str) -> None:
    """Tells the client what was wrong with its message."""
    await send_json(websocket, {"type": "error", "message": message})


async def send_unknown_type(websocket: WebSocket, message: JsonObject) -> None:
    """Tells the client that nothing here answers messages of this `type`."""
    await send_error(websocket, f"Unknown message type: {message['type']}")
