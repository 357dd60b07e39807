"""Text in, text out: the simplest endpoints."""

from fastapi import APIRouter, WebSocket

from fixtures_server.messages import texts

router = APIRouter()
chat_router = APIRouter(prefix="/chat")


@router.websocket("/ws")
async def echo(websocket: WebSocket) -> None:
    """Answers each text with `Message text was: {data}`."""
    await websocket.accept()
    async for data in texts(websocket):
        await websocket.send_text(f"Message text was: {data}")


@chat_router.websocket("/ws")
async def sent(websocket: WebSocket) -> None:
    """Answers each text with `You sent: {data}`."""
    await websocket.accept()
    async for data in texts(websocket):
        await websocket.send_text(f"You sent: {data}")


@router.websocket("/messages/ws")
async def received(websocket: WebSocket) -> None:
    """Answers each text with `Message received: {data}`."""
    await websocket.accept()
    async for data in texts(websocket):
        await websocket.send_text(f"Message received: {data}")


@router.websocket("/clients/{client_id}/ws")
async def client(websocket: WebSocket, client_id: str) -> None:
    """Greets the client by its id, then answers `Client {client_id} sent: {data}`."""
    await websocket.accept()
    await websocket.send_text(f"Connected to client: {client_id}")
    async for data in texts(websocket):
        await websocket.send_text(f"Client {client_id} sent: {data}")


@router.websocket("/ws/test")
async def upper(websocket: WebSocket) -> None:
    """Answers each text with itself in upper case."""
    await websocket.accept()
    async for data in texts(websocket):
        await websocket.send_text(data.upper())
