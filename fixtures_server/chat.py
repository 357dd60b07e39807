"""Three chats, each of one room."""

from typing import Annotated

from fastapi import APIRouter, Depends, WebSocket
from fastapi.requests import HTTPConnection

from fixtures_server.audience import Audience, close_peer, send_to_peer
from fixtures_server.messages import texts

router = APIRouter()


class NamedChat:
    """A chat where each id belongs to one connection, the one that came last."""

    def __init__(self) -> None:
        """Starts with nobody in the chat."""
        self.everyone = Audience()
        self._connections: dict[str, WebSocket] = {}

    async def join(self, client_id: str, websocket: WebSocket) -> None:
        """Lets the connection in, and closes an older one with the same id.

        To the others the id never left: they hear `joined` a second time, and `left`
        only when the newer connection ends. So the older one goes out of the chat
        before it is closed, and neither hears nor says anything from then on.
        """
        older = self._connections.get(client_id)
        self._connections[client_id] = websocket
        self.everyone.join(websocket)
        if older is not None:
            self.everyone.leave(older)
            await close_peer(older, 4009, "replaced by a newer connection")

    def leave(self, client_id: str, websocket: WebSocket) -> bool:
        """Takes the connection out, and tells whether it was still in the chat."""
        if self._connections[client_id] is not websocket:
            return False
        del self._connections[client_id]
        self.everyone.leave(websocket)
        return True


def tutorial_chat(connection: HTTPConnection) -> Audience:
    """Finds the people in the chat at `/ws/{client_id}`."""
    everyone: Audience = connection.app.state.tutorial_chat
    return everyone


def broadcast_chat(connection: HTTPConnection) -> Audience:
    """Finds the people in the chat at `/broadcast/ws/{client_id}`."""
    everyone: Audience = connection.app.state.broadcast_chat
    return everyone


def named_chat(connection: HTTPConnection) -> NamedChat:
    """Finds the chat at `/chat/ws/{client_id}`."""
    chat: NamedChat = connection.app.state.named_chat
    return chat


@router.websocket("/ws/{client_id}")
async def talk(
    websocket: WebSocket,
    client_id: int,
    everyone: Annotated[Audience, Depends(tutorial_chat)],
) -> None:
    """Tells the sender `You wrote: {data}`, then everyone who said it."""
    await websocket.accept()
    everyone.join(websocket)
    try:
        async for data in texts(websocket):
            await websocket.send_text(f"You wrote: {data}")
            await everyone.tell(f"Client #{client_id} says: {data}")
    finally:
        everyone.leave(websocket)
        await everyone.tell(f"Client #{client_id} left the chat")


@router.websocket("/broadcast/ws/{client_id}")
async def broadcast(
    websocket: WebSocket,
    client_id: str,
    everyone: Annotated[Audience, Depends(broadcast_chat)],
) -> None:
    """Tells everyone, the sender too, who joined, what they say, and who left."""
    await websocket.accept()
    everyone.join(websocket)
    try:
        await everyone.tell(f"Client #{client_id} joined the chat")
        async for data in texts(websocket):
            await everyone.tell(f"Client #{client_id}: {data}")
    finally:
        everyone.leave(websocket)
        await everyone.tell(f"Client #{client_id} left the chat")


@router.websocket("/chat/ws/{client_id}")
async def talk_under_one_name(
    websocket: WebSocket,
    client_id: str,
    chat: Annotated[NamedChat, Depends(named_chat)],
) -> None:
    """Says `You: {data}` to the sender; the same id again replaces the older one."""
    await websocket.accept()
    try:
        await chat.join(client_id, websocket)
        await chat.everyone.tell(f"Client #{client_id} joined the chat")
        async for data in texts(websocket):
            await chat.everyone.tell(f"Client #{client_id}: {data}", but=websocket)
            await send_to_peer(websocket, f"You: {data}")
    finally:
        if chat.leave(client_id, websocket):
            await chat.everyone.tell(f"Client #{client_id} left the chat")
