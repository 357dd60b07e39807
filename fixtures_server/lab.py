"""What a tester needs to be tested against: refusals, odd ends, floods, tricks."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query, WebSocket, status
from pydantic import AfterValidator

from fixtures_server.background import alongside
from fixtures_server.messages import messages, send_json, send_message, until_left
from fixtures_server.parameters import Delay
from fixtures_server.protocol import drop

LONGEST_REASON = 123
"""A Close frame holds 125 bytes, two of them for the code (RFC 6455 section 5.5)."""
SUBPROTOCOLS = ("chat.v2", "chat.v1")
MEBIBYTE = 2**20
MOST_DELAYED = 1000

TRICKS = (
    "plain text, to compare with",
    "\x1b[31mred\x1b[0m and \x1b[7mreversed\x1b[0m",
    "\x1b[2J\x1b[Hthe screen is cleared",
    "\x1b]0;a new window title\x07",
    "\x1b]8;;http://example.com/\x1b\\a link\x1b]8;;\x1b\\",
    "\x1b]52;c;cHduZWQ=\x07the clipboard is set",
    "\x9b31mred by a C1 control\x9b0m",
    "before\x00after NUL",
    "the real line\rthe fake one",
    "a first line\r\n< a second message?",
    "erased\b\b\b\b\b\bforged",
    "a bell\x07 and a DEL\x7f",
    "user\u202egnp.exe",
    "isolated \u2066left to right\u2069 and \u2067right to left\u2069",
    "zero\u200bwidth\u200djoined\ufeff",
    "tags\U000e0068\U000e0069\U000e007f",
)
"""Texts that a terminal would obey, or show as something else."""

router = APIRouter(prefix="/lab")


def sendable_code(code: int) -> int:
    """Checks that a Close frame may carry the code (RFC 6455 section 7.4)."""
    if code in range(1000, 1004) or code in range(1007, 1015):
        return code
    if code in range(3000, 5000):
        return code
    raise ValueError("not a code that may be sent")


def sendable_reason(reason: str) -> str:
    """Checks that the reason fits into a Close frame."""
    if len(reason.encode()) <= LONGEST_REASON:
        return reason
    raise ValueError("too long for a Close frame")


@router.websocket("/close/{code}")
async def close(
    websocket: WebSocket,
    code: Annotated[int, AfterValidator(sendable_code)],
    reason: Annotated[str, AfterValidator(sendable_reason)] = "",
) -> None:
    """Accepts, then closes with that code and `?reason=`."""
    await websocket.accept()
    await websocket.close(code, reason)


@router.websocket("/deny/{status}")
async def deny(
    status_code: Annotated[int, Path(alias="status", ge=200, le=599)],
) -> None:
    """Denies the handshake with that HTTP status, a JSON body and `X-Reason`."""
    reason = f"the path asks for {status_code}"
    raise HTTPException(status_code, reason, headers={"X-Reason": reason})


@router.websocket("/handshake")
async def handshake(websocket: WebSocket) -> None:
    """Sends what it saw: headers, cookies, query, subprotocols, client address."""
    await websocket.accept()
    headers = websocket.headers
    seen = {
        "path": websocket.url.path,
        # Several lines of one name are one list (RFC 9110 section 5.2).
        "headers": {name: ", ".join(headers.getlist(name)) for name in headers},
        "cookies": websocket.cookies,
        "query": dict(websocket.query_params),
        "query_string": websocket.url.query,
        "subprotocols": websocket.scope["subprotocols"],
        "client": websocket.client,
    }
    await send_json(websocket, seen)
    await until_left(websocket)


@router.websocket("/subprotocol")
async def subprotocol(websocket: WebSocket) -> None:
    """Prefers `chat.v2` to `chat.v1`, and takes what the client offers too."""
    offered = websocket.scope["subprotocols"]
    chosen = next((name for name in SUBPROTOCOLS if name in offered), None)
    await websocket.accept(chosen)
    await until_left(websocket)


@router.websocket("/slow")
async def slow(websocket: WebSocket, delay: Delay = 1.0) -> None:
    """Sends each message back `?delay=` seconds after it came."""
    await websocket.accept()
    clock = asyncio.get_running_loop().time
    delayed: asyncio.Queue[tuple[float, str | bytes]] = asyncio.Queue(MOST_DELAYED)

    async def send_when_due() -> None:
        while True:
            due, message = await delayed.get()
            await asyncio.sleep(due - clock())
            await send_message(websocket, message)

    async with alongside(send_when_due()):
        async for message in messages(websocket):
            await delayed.put((clock() + delay, message))


@router.websocket("/flood")
async def flood(
    websocket: WebSocket,
    count: Annotated[int, Query(ge=0, le=10_000_000)] = 1000,
    size: Annotated[int, Query(ge=0, le=16 * MEBIBYTE)] = 100,
) -> None:
    """Sends `?count=` texts of `?size=` bytes as fast as it can, then closes."""
    await websocket.accept()
    text = "x" * size
    async with alongside(until_left(websocket)):
        for _ in range(count):
            # Waits while the client is behind (back-pressure)...
            await websocket.send_text(text)
            # ...and lets the other connections have their turn while it is not.
            await asyncio.sleep(0)
    await websocket.close(status.WS_1000_NORMAL_CLOSURE)


@router.websocket("/abort")
async def abort(websocket: WebSocket, after: Annotated[int, Query(ge=0)] = 0) -> None:
    """Sends `?after=` messages back, then drops the connection without a Close."""
    await websocket.accept()
    conversation = messages(websocket)
    for _ in range(after):
        message = await anext(conversation, None)
        if message is None:
            return
        await send_message(websocket, message)
    drop(websocket)


@router.websocket("/escape")
async def escape(websocket: WebSocket) -> None:
    """Sends texts and a reason with control characters and bidi overrides."""
    await websocket.accept()
    for text in TRICKS:
        await websocket.send_text(text)
    await websocket.close(status.WS_1000_NORMAL_CLOSURE, "\x1b[31mred\x1b[0m\r\nreason")


@router.websocket("/echo")
async def echo(websocket: WebSocket) -> None:
    """Sends any message back as it came: the target for load."""
    await websocket.accept()
    async for message in messages(websocket):
        await send_message(websocket, message)
