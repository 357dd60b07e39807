"""Real proxies as child processes: tinyproxy (HTTP CONNECT) and microsocks (SOCKS5).

Both are packages of Debian and of most other systems.
"""

import asyncio
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from tests.peers.tcp import TcpServer, serve, unused_port

_START = 5.0
_POLL = 0.01


def require_program(name: str) -> str:
    """Return the path of a program; without it, skip the test, but fail it in CI."""
    path = shutil.which(name)
    if path is not None:
        return path
    reason = f"{name} is not installed; it is a package of the same name"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def tinyproxy(folder: Path, *, user: str = "", password: str = "") -> Iterator[int]:
    """Run an HTTP proxy; the block gets its port.

    Args:
        folder: Where its configuration and log go.
        user: Who may use it; anybody by default.
        password: Of that user.
    """
    program = require_program("tinyproxy")
    file = folder / "tinyproxy.conf"

    def command(port: int) -> Sequence[str]:
        lines = [
            f"Port {port}",
            "Listen 127.0.0.1",
            "Timeout 60",
            f'LogFile "{folder / "tinyproxy.log"}"',
        ]
        if user:
            lines.append(f"BasicAuth {user} {password}")
        file.write_text("\n".join([*lines, ""]))
        return program, "-d", "-c", str(file)

    with _listening(command) as port:
        yield port


@contextmanager
def microsocks(*, user: str = "", password: str = "") -> Iterator[int]:
    """Run a SOCKS5 proxy; the block gets its port."""
    program = require_program("microsocks")
    credentials = ("-u", user, "-P", password) if user else ()

    def command(port: int) -> Sequence[str]:
        return program, "-i", "127.0.0.1", "-p", str(port), *credentials

    with _listening(command) as port:
        yield port


@asynccontextmanager
async def tls_front(context: ssl.SSLContext, port: int) -> AsyncIterator[TcpServer]:
    """Take TLS off, and pass what is inside to a port: an HTTPS proxy's front."""

    async def pass_on(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        behind, before = await asyncio.open_connection("127.0.0.1", port)
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(_pipe(reader, before))
                both.create_task(_pipe(behind, writer))
        finally:
            before.transport.abort()

    async with serve(pass_on, tls=context) as server:
        yield server


async def _pipe(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    try:
        while octets := await source.read(65_536):
            sink.write(octets)
            await sink.drain()
    except OSError:
        # One side has gone: the other one is to go too.
        pass
    sink.close()


@contextmanager
def _listening(command: Callable[[int], Sequence[str]]) -> Iterator[int]:
    """Run a server on a free port, from when it accepts to the end of the block."""
    for _ in range(3):
        port = unused_port()
        process = subprocess.Popen(
            command(port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            # Somebody may have taken the port meanwhile; then there is another one.
            if _accepts(process, port):
                yield port
                return
        finally:
            process.terminate()
            process.wait(_START)
    pytest.fail(f"{command(0)[0]} did not start")


def _accepts(process: "subprocess.Popen[bytes]", port: int) -> bool:
    end = time.monotonic() + _START
    while process.poll() is None and time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), _START).close()
        except ConnectionRefusedError:
            time.sleep(_POLL)
        else:
            return process.poll() is None
    return False
