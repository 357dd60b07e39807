"""Rooms whose members speak JSON."""

from typing import Annotated

from fastapi import APIRouter, Depends, WebSocket
from fastapi.requests import HTTPConnection

from fixtures_server.audience import Audience
from fixtures_server.clock import AppClock, Clock
from fixtures_server.json_text import JsonObject, format_json
from fixtures_server.messages import (
    send_error,
    send_json,
    send_unknown_type,
    typed_objects,
)

router = APIRouter()


class Room:
    """One room and the connections in it."""

    def __init__(self, room_id: str) -> None:
        """Starts empty."""
        self.room_id = room_id
        self.members = Audience()

    def event(self, event_type: str, **fields: object) -> JsonObject:
        """Composes an event of this room."""
        return {"type": event_type, "room_id": self.room_id, **fields}

    async def tell(self, event: JsonObject, *, but: WebSocket | None = None) -> None:
        """Sends an event to every member, except `but`."""
        await self.members.tell(format_json(event), but=but)


class Rooms:
    """The rooms that somebody is in, by their ids."""

    def __init__(self) -> None:
        """Starts without rooms."""
        self._rooms: dict[str, Room] = {}

    def join(self, room_id: str, websocket: WebSocket) -> Room:
        """Lets the connection into a room, which is made if it is not there yet."""
        room = self._rooms.setdefault(room_id, Room(room_id))
        room.members.join(websocket)
        return room

    def leave(self, room: Room, websocket: WebSocket) -> None:
        """Takes the connection out of its room, and forgets a room left empty."""
        room.members.leave(websocket)
        if not len(room.members):
            del self._rooms[room.room_id]


def rooms_of(connection: HTTPConnection) -> Rooms:
    """Finds the rooms of the server."""
    rooms: Rooms = connection.app.state.rooms
    return rooms


@router.websocket("/ws/room/{room_id}")
async def visit_room(
    websocket: WebSocket,
    room_id: str,
    rooms: Annotated[Rooms, Depends(rooms_of)],
    clock: AppClock,
) -> None:
    """Takes JSON `message` and `ping`; tells the room who joins, speaks and leaves."""
    await websocket.accept()
    room = rooms.join(room_id, websocket)
    try:
        count = len(room.members)
        await room.tell(room.event("user_joined", member_count=count), but=websocket)
        welcome = room.event("welcome", message=f"Welcome to room {room_id}")
        await send_json(websocket, welcome)
        async for message in typed_objects(websocket):
            await answer(websocket, room, message, clock)
    finally:
        rooms.leave(room, websocket)
        await room.tell(room.event("user_left", member_count=len(room.members)))


async def answer(
    websocket: WebSocket, room: Room, message: JsonObject, clock: Clock
) -> None:
    """Does what one message of a member asks for."""
    match message:
        case {"type": "message", "content": content}:
            now = clock().isoformat()
            await room.tell(room.event("room_message", message=content, timestamp=now))
        case {"type": "message"}:
            await send_error(websocket, "Message content is required")
        case {"type": "ping"}:
            await send_json(websocket, {"type": "pong"})
        case _:
            await send_unknown_type(websocket, message)
