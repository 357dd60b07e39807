"""Connecting with retries, without a network: what is tried again, and how soon."""

import asyncio

import pytest

from wscli.core.errors import ConnectError, HandshakeError, Stage, UsageError
from wscli.core.events import Refused
from wscli.net.dial import RefusedError
from wscli.session.connecting import Connector

CONNECTION = object()
NOBODY = ConnectError(Stage.TCP, "nobody listens there")
BAD_CERTIFICATE = ConnectError(Stage.TLS, "it has expired", is_transient=False)
NO_UPGRADE = HandshakeError("opening handshake: it makes no sense")


def refused(status):
    return RefusedError(Refused(0.0, "ws://x/", status, "", (), ()))


class Attempts:
    """A back-off that notes what it is asked, with waits of 1 ms, 2 ms, 3 ms."""

    def __init__(self):
        self.asked = []

    def delay(self, attempt):
        self.asked.append(attempt)
        return (attempt + 1) / 1000


class Dialling:
    """Gives one result after the other, and counts."""

    def __init__(self, *results):
        self._results = list(results)
        self.count = 0

    async def __call__(self):
        self.count += 1
        result = self._results.pop(0)
        if isinstance(result, Exception):
            raise result
        return result


class Dialled:
    """A connector whose dialling has these results, and what it said and asked."""

    def __init__(self, *results, retries=0):
        self.dialling = Dialling(*results)
        self.backoff = Attempts()
        self.said = []
        self.connector = Connector(
            self.dialling, self.backoff, self.said.append, retries=retries
        )


async def test_a_connection_at_once():
    dialled = Dialled(CONNECTION, retries=3)
    assert await dialled.connector.connect() is CONNECTION
    assert dialled.said == []


async def test_without_retries_the_first_failure_is_the_last():
    dialled = Dialled(NOBODY)
    with pytest.raises(ConnectError, match="nobody listens there"):
        await dialled.connector.connect()
    assert dialled.said == []


async def test_retries_wait_longer_each_time_and_say_so():
    dialled = Dialled(NOBODY, refused(503), CONNECTION, retries=5)
    assert await dialled.connector.connect() is CONNECTION
    assert dialled.backoff.asked == [0, 1]
    assert dialled.said == [
        "TCP: nobody listens there; connecting again in 1.0 ms (retry 1 of 5)",
        "opening handshake: the server refused with HTTP 503;"
        " connecting again in 2.0 ms (retry 2 of 5)",
    ]


async def test_when_all_retries_are_used_the_last_failure_is_told():
    dialled = Dialled(NOBODY, NOBODY, refused(503), retries=2)
    with pytest.raises(RefusedError):
        await dialled.connector.connect()
    assert dialled.dialling.count == 3


TRANSIENT = [NOBODY, *map(refused, (408, 429, 500, 502, 503, 504))]
LASTING = [
    BAD_CERTIFICATE,
    NO_UPGRADE,
    *map(refused, (200, 301, 400, 401, 403, 404, 426, 501, 505)),
]


@pytest.mark.parametrize("failure", TRANSIENT, ids=str)
async def test_what_may_be_over_soon_is_tried_again(failure):
    at_first = Dialled(failure, CONNECTION, retries=1)
    assert await at_first.connector.connect() is CONNECTION
    later = Dialled(failure, CONNECTION)
    assert await later.connector.connect_again(1.0) is CONNECTION


@pytest.mark.parametrize("failure", LASTING, ids=str)
async def test_what_will_not_change_is_not_tried_again(failure):
    at_first = Dialled(failure, retries=5)
    with pytest.raises(type(failure)):
        await at_first.connector.connect()
    later = Dialled(failure)
    with pytest.raises(type(failure)):
        await later.connector.connect_again(1.0)


async def test_wrong_usage_is_not_tried_again():
    dialled = Dialled(UsageError("there is no such file"), retries=5)
    with pytest.raises(UsageError):
        await dialled.connector.connect()


async def test_connecting_again_goes_on_until_it_works():
    dialled = Dialled(NOBODY, refused(503), CONNECTION)
    assert await dialled.connector.connect_again(0.0) is CONNECTION
    assert dialled.backoff.asked == [0, 1, 2]
    assert dialled.said == [
        "the connection ended; connecting again in 1.0 ms",
        "TCP: nobody listens there; connecting again in 2.0 ms",
        "opening handshake: the server refused with HTTP 503;"
        " connecting again in 3.0 ms",
    ]


async def test_connections_that_end_at_once_are_waited_for_longer_each_time():
    """A server that accepts and drops at once is not asked ever so often."""
    dialled = Dialled(*[CONNECTION] * 4)
    for _ in range(4):
        await dialled.connector.connect_again(lasted=0.0)
    assert dialled.backoff.asked == [0, 1, 2, 3]


async def test_a_connection_that_lasted_longer_than_its_wait_makes_waits_short_again():
    dialled = Dialled(NOBODY, NOBODY, CONNECTION, CONNECTION, CONNECTION)
    await dialled.connector.connect_again(lasted=5.0)
    await dialled.connector.connect_again(lasted=0.0029)
    assert dialled.backoff.asked == [0, 1, 2, 3]
    await dialled.connector.connect_again(lasted=0.004)
    assert dialled.backoff.asked == [0, 1, 2, 3, 0]


async def test_waits_go_on_growing_after_the_first_retries():
    dialled = Dialled(NOBODY, NOBODY, CONNECTION, CONNECTION, retries=2)
    await dialled.connector.connect()
    await dialled.connector.connect_again(lasted=0.0)
    assert dialled.backoff.asked == [0, 1, 2]


async def test_a_wait_can_be_given_up():
    class Forever(Attempts):
        def delay(self, attempt):
            return 3600.0

    dialled = Dialled(CONNECTION)
    dialled.connector = Connector(
        dialled.dialling, Forever(), dialled.said.append, retries=0
    )
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await dialled.connector.connect_again(0.0)
    assert dialled.said == ["the connection ended; connecting again in 60 m"]
    assert dialled.dialling.count == 0
