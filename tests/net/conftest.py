"""What the tests of the network share: a listener, authorities, and no litter."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.peers.certificates import Authority
from tests.peers.recorder import Recorder

settings.register_profile(
    "network",
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
settings.load_profile("network")

_DESCRIPTORS = Path("/proc/self/fd")


@pytest.fixture(scope="session")
def authority() -> Authority:
    """The one whose certificates the tests trust."""
    return Authority()


@pytest.fixture(scope="session")
def stranger() -> Authority:
    """One that nobody trusts."""
    return Authority()


@pytest.fixture
def recorder() -> Recorder:
    """A listener for one connection."""
    return Recorder()


@pytest.fixture(params=["plain", "TLS"])
def tls(request: pytest.FixtureRequest, authority: Authority) -> ssl.SSLContext | None:
    """Let a test run twice: over TCP, and over TLS with this context of the server."""
    return None if request.param == "plain" else authority.server()


@pytest.fixture(autouse=True)
async def nothing_left_behind() -> AsyncIterator[None]:
    """Fail a test that leaves a task, a socket or an error that nobody took."""
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    errors: list[dict[str, object]] = []
    loop.set_exception_handler(lambda _, context: errors.append(context))
    before = _sockets()
    yield
    # What was aborted just now is closed in the loop's next turns.
    for _ in range(10):
        await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert _sockets() <= before
    # asyncio also tells of clients that its TLS server does not let in.
    assert [
        each for each in errors if "transport creation" not in each["message"]
    ] == []


def _sockets() -> set[str]:
    """Return the sockets of this process, where the system tells them."""
    if not _DESCRIPTORS.exists():
        return set()
    targets = set()
    for descriptor in _DESCRIPTORS.iterdir():
        try:
            targets.add(str(descriptor.readlink()))
        except FileNotFoundError:
            # The descriptor with which the folder itself is listed.
            continue
    return {target for target in targets if target.startswith("socket:")}
