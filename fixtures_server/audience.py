"""Broadcasts that survive broken and stuck peers."""

import asyncio

from fastapi import WebSocket, WebSocketDisconnect
from starlette.types import Message
from starlette.websockets import WebSocketState

from fixtures_server.protocol import drop

PATIENCE = 1.0
"""How long a peer may keep the others waiting before it is dropped, in seconds."""


class Audience:
    """The open connections that hear the same broadcasts."""

    def __init__(self) -> None:
        """Starts with nobody listening."""
        # A dict rather than a set: everybody hears things in the order of arrival.
        self._members: dict[WebSocket, None] = {}

    def __len__(self) -> int:
        """Counts the members."""
        return len(self._members)

    def join(self, websocket: WebSocket) -> None:
        """Lets the connection hear what is told from now on."""
        self._members[websocket] = None

    def leave(self, websocket: WebSocket) -> None:
        """Forgets the connection."""
        del self._members[websocket]

    async def tell(self, text: str, *, but: WebSocket | None = None) -> None:
        """Sends a text message to every member, except `but`.

        A member that is broken is skipped, and its own endpoint takes it out.
        """
        async with asyncio.TaskGroup() as deliveries:
            for member in self._members:
                if member is not but:
                    deliveries.create_task(send_to_peer(member, text))


async def send_to_peer(websocket: WebSocket, text: str) -> None:
    """Sends a text message on a connection that another task looks after."""
    await _attempt(websocket, {"type": "websocket.send", "text": text})


async def close_peer(websocket: WebSocket, code: int, reason: str) -> None:
    """Closes a connection that another task looks after."""
    await _attempt(
        websocket, {"type": "websocket.close", "code": code, "reason": reason}
    )


async def _attempt(websocket: WebSocket, message: Message) -> None:
    """Says something to a peer that may be gone, or may have stopped reading."""
    if websocket.application_state is not WebSocketState.CONNECTED:
        return
    try:
        async with asyncio.timeout(PATIENCE):
            await websocket.send(message)
    except TimeoutError:
        drop(websocket)
    except WebSocketDisconnect:
        # Its own endpoint learns the same, and takes it out of the audience.
        pass
