"""Boards that several clients draw on together."""

from collections import deque
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, WebSocket
from fastapi.requests import HTTPConnection
from pydantic import BaseModel, StrictFloat, ValidationError

from fixtures_server.audience import Audience
from fixtures_server.json_text import JsonObject, format_json
from fixtures_server.messages import (
    send_error,
    send_json,
    send_unknown_type,
    typed_objects,
)

MOST_BOARDS = 100
MOST_STROKES = 1000

router = APIRouter()


class Stroke(BaseModel):
    """What every stroke says; it may say more, which is passed on too."""

    type: Literal["stroke"]
    points: list[tuple[StrictFloat, StrictFloat]]
    color: str


class Board:
    """One board: who looks at it, and the latest strokes."""

    def __init__(self) -> None:
        """Starts blank."""
        self.painters = Audience()
        self.strokes: deque[JsonObject] = deque(maxlen=MOST_STROKES)

    async def draw(self, stroke: JsonObject, painter: WebSocket) -> None:
        """Keeps a stroke, and shows it to everyone but its painter."""
        self.strokes.append(stroke)
        await self.painters.tell(format_json(stroke), but=painter)


class Boards:
    """All boards of the server, by their names.

    A board outlives its painters, until there are too many: then those that nobody
    looks at are wiped.
    """

    def __init__(self) -> None:
        """Starts without boards."""
        self._boards: dict[str, Board] = {}

    def open(self, name: str) -> Board:
        """Finds a board, or makes a blank one."""
        if name not in self._boards and len(self._boards) >= MOST_BOARDS:
            self._boards = {n: b for n, b in self._boards.items() if len(b.painters)}
        return self._boards.setdefault(name, Board())


def boards_of(connection: HTTPConnection) -> Boards:
    """Finds the boards of the server."""
    boards: Boards = connection.app.state.boards
    return boards


@router.websocket("/draw/ws/{board}")
async def draw(
    websocket: WebSocket,
    board: str,
    boards: Annotated[Boards, Depends(boards_of)],
) -> None:
    """Shows the strokes so far, then passes each JSON `stroke` on to the others."""
    await websocket.accept()
    shared = boards.open(board)
    # Nothing waits between looking and joining, so no stroke falls in between.
    so_far = {"type": "board", "strokes": list(shared.strokes)}
    shared.painters.join(websocket)
    try:
        await send_json(websocket, so_far)
        async for message in typed_objects(websocket):
            await answer(websocket, shared, message)
    finally:
        shared.painters.leave(websocket)


async def answer(websocket: WebSocket, board: Board, message: JsonObject) -> None:
    """Draws a stroke, or says what is wrong with it."""
    if message["type"] != "stroke":
        await send_unknown_type(websocket, message)
        return
    try:
        Stroke.model_validate(message)
    except ValidationError:
        await send_error(
            websocket, "A stroke needs 'points' as [[x, y], …] and 'color' as text"
        )
        return
    await board.draw(message, websocket)
