"""`python -m fixtures_server`: serves until Ctrl-C or SIGTERM."""

import argparse
import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress

from fixtures_server.serving import listening_socket, serve_on
from fixtures_server.settings import Settings


def main(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Runs the command and returns its exit code: 0 stopped, 1 failed, 2 misused."""
    options = _parser().parse_args(arguments)
    try:
        settings = Settings.from_environment(environment)
    except ValueError as error:
        return _fail(2, str(error))
    try:
        listener = listening_socket(options.host, options.port)
    except OSError as error:
        where = f"{options.host}:{options.port}"
        return _fail(
            1, f"cannot listen on {where} ({error}): give another --host or --port"
        )
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    # Where Ctrl-C is not handled below, asyncio.run stops the server, then raises.
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve_until_stopped(listener, settings))
    return 0


async def _serve_until_stopped(listener: socket.socket, settings: Settings) -> None:
    stopped = asyncio.Event()
    if sys.platform != "win32":
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with serve_on(listener, settings) as address:
        sys.stdout.write(f"{address.replace('ws', 'http', 1)}\n")
        sys.stdout.flush()
        await stopped.wait()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m fixtures_server",
        description="Serves every documented WebSocket endpoint. Prints its address "
        "first, and logs to standard error.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="(default: %(default)s)")
    parser.add_argument(
        "--port",
        type=_port,
        default=8000,
        help="0 takes a free one (default: %(default)s)",
    )
    return parser


def _port(text: str) -> int:
    if text.isascii() and text.isdecimal() and int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a port: give 0 to 65535")


def _fail(exit_code: int, message: str) -> int:
    sys.stderr.write(f"fixtures_server: {message}\n")
    return exit_code


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:], os.environ))
