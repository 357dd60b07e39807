"""The servers and files that the documents talk about, each at a port of its own.

A document names fixed ports. Here each stands for a free one: those of commands and
files are put into their place, and those of what is shown are put back.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import (
    AbstractContextManager,
    ExitStack,
    asynccontextmanager,
    contextmanager,
)
from pathlib import Path

from anyio.from_thread import start_blocking_portal
from websockets.asyncio.server import ServerConnection, unix_serve

from tests.peers.certificates import Authority
from tests.peers.echo import serve_blocking_echo
from tests.peers.proxies import require_program, tinyproxy
from tests.peers.tcp import Behaviour, saying, serve, silence, unused_port

ROOT = Path(__file__).parent.parent.parent

FIXTURES, REDIRECT, PROXY, TLS, MUTUAL_TLS = 8000, 8001, 3128, 8443, 8444
SILENT, NOBODY = 8998, 8999
_PORTS = (FIXTURES, REDIRECT, PROXY, TLS, MUTUAL_TLS, SILENT, NOBODY)
_DOCUMENTED = re.compile(rf"(?<=:)(?:{'|'.join(map(str, _PORTS))})\b")

# What a reader may have set, and what would make the examples behave differently.
_SETTINGS = re.compile(r"WSCLI_|NO_COLOR$|XDG_|.*_proxy$", re.IGNORECASE)


class World:
    """Runs what an example needs, from when one first needs it."""

    def __init__(self, shared: Path, running: ExitStack) -> None:
        """Takes a folder for files of the servers, and what stops them in the end."""
        self._running = running
        self._portal = running.enter_context(start_blocking_portal())
        self._authority = Authority()
        self._ports: dict[int, int] = {}
        self._starts: dict[int, Callable[[], AbstractContextManager[int]]] = {
            FIXTURES: _fixtures_server,
            REDIRECT: lambda: self._tcp_server(saying(self._redirect())),
            PROXY: lambda: tinyproxy(shared),
            TLS: self._tls_server,
            MUTUAL_TLS: lambda: self._tls_server(clients=self._authority),
            SILENT: lambda: self._tcp_server(silence),
        }

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """Makes a folder with what a reader finds in the checkout and beside it."""
        # A path of a unix socket is short: pytest's own folders are too deep for it.
        with tempfile.TemporaryDirectory(prefix="wscli-") as name:
            place = Path(name)
            self._fill(place)
            server = _unix_server(place / "server.sock")
            with self._portal.wrap_async_context_manager(server):
                yield place

    def _fill(self, place: Path) -> None:
        shutil.copytree(ROOT / "examples", place / "examples")
        project = (ROOT / "wscli.toml").read_text("utf-8")
        (place / "wscli.toml").write_text(self.to_real(project), "utf-8")
        shutil.move(self._authority.ca_file(place), place / "ca.pem")
        shutil.move(self._authority.client_file(place), place / "client.pem")

    def to_real(self, text: str) -> str:
        """Puts the real ports in the place of documented ones."""
        return _DOCUMENTED.sub(lambda match: str(self._port(int(match[0]))), text)

    def to_documented(self, text: str) -> str:
        """Puts the documented ports in the place of real ones."""
        for documented, real in self._ports.items():
            text = re.sub(rf"(?<=:){real}\b", str(documented), text)
        return text

    def _port(self, documented: int) -> int:
        if documented not in self._ports:
            start = self._starts.get(documented)
            self._ports[documented] = (
                self._running.enter_context(start()) if start else unused_port()
            )
        return self._ports[documented]

    def _redirect(self) -> bytes:
        location = self.to_real(f"ws://127.0.0.1:{FIXTURES}/ws")
        head = f"HTTP/1.1 307 Temporary Redirect\r\nLocation: {location}\r\n"
        return f"{head}Content-Length: 0\r\n\r\n".encode("ascii")

    @contextmanager
    def _tcp_server(self, behaviour: Behaviour) -> Iterator[int]:
        server = serve(behaviour)
        with self._portal.wrap_async_context_manager(server) as running:
            yield running.port

    @contextmanager
    def _tls_server(self, clients: Authority | None = None) -> Iterator[int]:
        context = self._authority.server("localhost", clients=clients)
        with serve_blocking_echo(context) as running:
            yield running.port


def environment_of_a_reader(home: Path) -> dict[str, str]:
    """Returns the environment of somebody who has installed wscli, and set nothing."""
    kept = {
        name: text for name, text in os.environ.items() if not _SETTINGS.match(name)
    }
    programs = f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}"
    return {
        **kept,
        "PATH": programs,
        "HOME": str(home),
        "TERM": "xterm",
        "LC_ALL": "C.UTF-8",
    }


def require_programs(command: str) -> None:
    """Skips a test whose command runs what is not installed; fails it in CI."""
    if re.search(r"\bjq\b", command):
        require_program("jq")


@contextmanager
def _fixtures_server() -> Iterator[int]:
    command = [sys.executable, "-m", "fixtures_server", "--port", "0"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        try:
            assert server.stdout is not None
            yield int(server.stdout.readline().rpartition(":")[2])
        finally:
            server.terminate()


@asynccontextmanager
async def _unix_server(path: Path) -> AsyncIterator[None]:
    async def echo(connection: ServerConnection) -> None:
        async for message in connection:
            await connection.send(message)

    async with unix_serve(echo, str(path)):
        yield
