"""The command, as a process of its own."""

import asyncio
import os
import re
import signal
import socket
import struct
import sys
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from fixtures_server.__main__ import main
from fixtures_server.app import ROUTERS
from fixtures_server.pages import endpoints_of

PARAMETERS = {
    "/lab/close/{code}": "/lab/close/4000",
    "/lab/deny/{status}": "/lab/deny/401",
    "/lab/flood": "/lab/flood?count=1000&size=1000",
    "/ws/stocks": "/ws/stocks?interval=0.001",
    "/ws/robust": "/ws/robust?heartbeat=0.001",
    "/notifications/ws": "/notifications/ws?interval=0.001",
    "/items/{item_id}/ws": "/items/foo/ws?token=abc",
    "/private/ws": "/private/ws?token=abc",
}


def example(path):
    """A path with a value for each parameter."""
    return PARAMETERS.get(path, re.sub(r"{.*?}", "7", path))


PATHS = [example(e.path) for e in endpoints_of(ROUTERS) if e.kind == "WS"]


@asynccontextmanager
async def running(*arguments):
    """Starts the command, and yields the process and the address it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "fixtures_server",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        # The address must come at once though standard output is buffered, and
        # asyncio's debug mode would warn of slow steps on a busy machine.
        env={**os.environ, "PYTHONUNBUFFERED": "", "PYTHONASYNCIODEBUG": ""},
    )
    try:
        async with asyncio.timeout(40):
            yield process, (await process.stdout.readline()).decode().rstrip("\n")
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def stop(process, number=signal.SIGTERM):
    """Stops the process, and returns its seconds of dying and what it logged."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    process.send_signal(number)
    _, log = await process.communicate()
    return loop.time() - start, log.decode()


def url(address, path):
    return address.replace("http://", "ws://") + path


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_stops_it_in_under_a_second_with_clients_connected(number):
    # A busy machine may take the processor away for a while; not three times over.
    for _ in range(3):
        seconds = await stop_with_clients_connected(number)
        if seconds < 1:
            break
    assert seconds < 1


async def stop_with_clients_connected(number):
    """Checks that everybody is told, and returns how long it took, in seconds."""
    waiting = [
        "/ws",
        "/ws/1",
        "/chat/ws/ann",
        "/ws/room/1",
        "/ws/stocks?interval=3600",
        "/notifications/ws?interval=3600",
        "/timeout/ws",
        "/lab/slow?delay=3600",
    ]
    async with running("--port", "0") as (process, address), AsyncExitStack() as stack:
        clients = [
            await stack.enter_async_context(connect(url(address, path), proxy=None))
            for path in waiting
        ]
        await clients[-1].send("a message that is not sent back in time")
        # This client does not read, and does not wait for a closing handshake.
        flood = url(address, "/lab/flood?count=9999999")
        unread = connect(flood, proxy=None, compression=None, close_timeout=0.1)
        await stack.enter_async_context(unread)
        seconds, log = await stop(process, number)
        assert process.returncode == 0
        assert {await code_of(client) for client in clients} == {1012}
    assert "Traceback" not in log
    assert "ERROR" not in log
    return seconds


async def code_of(client):
    try:
        while True:
            await client.recv()
    except ConnectionClosed as closed:
        return closed.rcvd.code


async def test_no_client_leaves_a_traceback_however_it_behaves():
    async with running("--port", "0") as (process, address):
        await asyncio.gather(
            *(
                misbehave(url(address, path), message)
                for path in PATHS
                for message in ("not json", b"\xff\x00", "[" * 20_000, None)
            )
        )
        _, log = await stop(process)
    assert log.count('"WebSocket /') >= 4 * len(PATHS)
    assert "Traceback" not in log
    assert not re.search("^(ERROR|WARNING)", log, re.MULTILINE)


async def misbehave(address, message):
    """Sends what is not wanted, leaves in the middle, and comes again to vanish."""
    for leave in (vanish, close):
        try:
            async with connect(address, proxy=None, compression=None) as client:
                if message is not None:
                    await client.send(message)
                    await client.send(message)
                leave(client)
        except (ConnectionClosed, InvalidStatus):
            # The endpoint was quicker: that is its good right.
            pass


def vanish(client):
    client.transport.get_extra_info("socket").setsockopt(
        socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
    )
    client.transport.abort()


def close(client):
    client.transport.write_eof()


async def test_the_address_is_printed_for_whoever_waits_for_it():
    async with running("--port", "0") as (process, address):
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", address)
        await stop(process)


async def test_the_port_may_be_chosen():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    async with running("--port", str(port)) as (process, address):
        assert address == f"http://127.0.0.1:{port}"
        await stop(process)


def test_a_port_in_use_is_one_sentence_and_exit_code_1(capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["--port", str(port)], {}) == 1
    assert re.fullmatch(
        rf"fixtures_server: cannot listen on 127\.0\.0\.1:{port} \(.*in use\): "
        r"give another --host or --port\n",
        capsys.readouterr().err,
    )


def test_an_address_of_another_machine_is_exit_code_1(capsys):
    assert main(["--host", "192.0.2.1", "--port", "0"], {}) == 1
    assert "cannot listen on 192.0.2.1:0 (" in capsys.readouterr().err


def test_a_short_secret_is_one_sentence_and_exit_code_2(capsys):
    assert main([], {"WSCLI_FIXTURES_JWT_SECRET": "short"}) == 2
    assert capsys.readouterr().err == (
        "fixtures_server: WSCLI_FIXTURES_JWT_SECRET has 5 bytes, and HS256 needs at "
        "least 32: set a longer secret\n"
    )


@pytest.mark.parametrize("port", ["-1", "65536", "http", "٣"])
def test_what_is_no_port_is_exit_code_2(capsys, port):
    with pytest.raises(SystemExit) as stopped:
        main(["--port", port], {})
    assert stopped.value.code == 2
    assert "is not a port: give 0 to 65535" in capsys.readouterr().err
