"""The WebSocket protocol of uvicorn, with what a server for tests needs on top.

uvicorn has three implementations. This one, on the Sans-I/O part of `websockets`, is
its default; the one on the legacy part of `websockets` is deprecated, and the one on
`wsproto` puts a second protocol engine into the tests of a tool built on `websockets`.
"""

from fastapi import WebSocket
from uvicorn._types import ASGISendEvent
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode

DROP = "fixtures_server.drop"
LONGEST_GOODBYE = 0.2
"""How long the server waits for slow clients when it stops, in seconds."""


def drop(websocket: WebSocket) -> None:
    """Ends the TCP connection at once, without a Close frame.

    ASGI has no word for that, so `FixturesProtocol` offers it as an extension.
    """
    websocket.scope["extensions"][DROP]["drop"]()


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


class FixturesProtocol(WebSocketsSansIOProtocol):
    """One connection."""

    async def run_asgi(self) -> None:
        """Runs the app, and offers it a way to drop the connection."""
        self.scope["extensions"][DROP] = {"drop": self.transport.abort}
        await super().run_asgi()

    async def send(self, message: ASGISendEvent) -> None:
        """Sends what the app says, as long as there is somebody to hear it.

        uvicorn closes by itself after a broken frame or a missing pong. The app, which
        cannot know, would get a RuntimeError for its next message and leave a
        traceback; on a lost transport it would get a warning from asyncio.
        """
        await self.writable.wait()
        if self.transport.is_closing():
            raise ClientDisconnected
        await super().send(message)
        if message["type"] == "websocket.http.response.body":
            # uvicorn forgets this, and logs an error for each denied handshake.
            self.handshake_complete = True

    def send_receive_event_to_app(self) -> None:
        """Hands a message to the app, or closes with 1007 where a text is not UTF-8.

        uvicorn closes too, but logs a traceback (RFC 6455 section 8.1).
        """
        if self.curr_msg_data_type == "text" and not _is_utf8(b"".join(self.frames)):
            self.conn.fail(CloseCode.INVALID_DATA)
            self.handle_parser_exception()
        else:
            super().send_receive_event_to_app()

    def shutdown(self) -> None:
        """Closes with 1012, and waits only briefly for a client that does not read."""
        super().shutdown()
        self.loop.call_later(LONGEST_GOODBYE, self.transport.abort)
