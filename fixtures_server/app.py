"""The application: which endpoints there are, and what they share."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from fastapi.staticfiles import StaticFiles
from starlette.websockets import WebSocketDisconnected

from fixtures_server import (
    auth,
    chat,
    drawing,
    echo,
    items,
    lab,
    pages,
    payload_types,
    robust,
    rooms,
    streams,
)
from fixtures_server.audience import Audience
from fixtures_server.background import alongside
from fixtures_server.clock import Clock, utc_now
from fixtures_server.settings import Settings

ROUTERS = (
    pages.router,
    echo.router,
    echo.chat_router,
    items.router,
    rooms.router,
    auth.router,
    streams.router,
    drawing.router,
    robust.router,
    payload_types.router,
    lab.router,
    # Last, since its /ws/{client_id} would take /ws/test and the like for ids.
    chat.router,
)


def create_app(
    settings: Settings | None = None,
    *,
    clock: Clock = utc_now,
    uniform: streams.Uniform = streams.system_uniform,
) -> FastAPI:
    """Makes a server's application, with rooms, boards and counters of its own.

    Args:
        settings: The defaults if not given.
        clock: Tells the time for messages and tokens.
        uniform: Draws the stock prices.
    """
    notifications = streams.Notifications(clock)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with alongside(notifications.run()):
            yield

    # The pages of FastAPI's documentation would load scripts from other hosts.
    app = FastAPI(title="wscli fixture server", openapi_url=None, lifespan=lifespan)
    app.state.settings = settings or Settings()
    app.state.clock = clock
    app.state.uniform = uniform
    app.state.endpoints = tuple(pages.endpoints_of(ROUTERS))
    app.state.tutorial_chat = Audience()
    app.state.broadcast_chat = Audience()
    app.state.named_chat = chat.NamedChat()
    app.state.rooms = rooms.Rooms()
    app.state.boards = drawing.Boards()
    app.state.notifications = notifications
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=pages.STATIC))
    app.add_exception_handler(WebSocketDisconnect, let_leave)
    app.add_exception_handler(WebSocketDisconnected, let_leave)
    return app


async def let_leave(websocket: WebSocket, exc: Exception) -> None:
    """Ends the endpoint of a client that left: nothing went wrong.

    `WebSocketDisconnect` says so at first. `WebSocketDisconnected` says it where
    another client's broadcast has met the closed connection before.
    """
