"""Broadcasts past peers that are broken or stuck."""

import asyncio

import pytest
from starlette.websockets import WebSocketDisconnect, WebSocketState

from fixtures_server import audience
from fixtures_server.audience import Audience, close_peer, send_to_peer


async def broken():
    raise WebSocketDisconnect(1006)


async def stuck():
    await asyncio.Event().wait()


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(audience, "PATIENCE", 0.01)


async def test_everyone_hears_a_broadcast_except_the_one_left_out(fake_peer):
    ann, bob = fake_peer(), fake_peer()
    everyone = Audience()
    everyone.join(ann)
    everyone.join(bob)
    await everyone.tell("hello")
    await everyone.tell("psst", but=ann)
    assert ann.texts == ["hello"]
    assert bob.texts == ["hello", "psst"]


async def test_whoever_left_hears_nothing(fake_peer):
    ann = fake_peer()
    everyone = Audience()
    everyone.join(ann)
    assert len(everyone) == 1
    everyone.leave(ann)
    await everyone.tell("hello")
    assert (len(everyone), ann.heard) == (0, [])


async def test_a_broadcast_survives_broken_and_stuck_peers(fake_peer, impatient):
    eve, mallory, ann = fake_peer(broken), fake_peer(stuck), fake_peer()
    everyone = Audience()
    for peer in (eve, mallory, ann):
        everyone.join(peer)
    await everyone.tell("hello")
    assert ann.texts == ["hello"]
    assert (eve.dropped, mallory.dropped) == (False, True)


async def test_somebody_may_join_while_a_broadcast_is_under_way(fake_peer):
    everyone = Audience()

    async def let_another_in():
        everyone.join(fake_peer())

    everyone.join(fake_peer(let_another_in))
    await everyone.tell("hello")
    assert len(everyone) == 2


async def test_nothing_is_sent_on_a_connection_that_is_closed(fake_peer):
    ann = fake_peer()
    ann.application_state = WebSocketState.DISCONNECTED
    await send_to_peer(ann, "hello")
    await close_peer(ann, 4000, "enough")
    assert ann.heard == []


async def test_a_peer_is_closed_with_a_code_and_a_reason(fake_peer):
    ann = fake_peer()
    await close_peer(ann, 4000, "enough")
    assert ann.heard == [{"type": "websocket.close", "code": 4000, "reason": "enough"}]


async def test_a_stuck_peer_that_is_to_be_closed_is_dropped(fake_peer, impatient):
    mallory = fake_peer(stuck)
    await close_peer(mallory, 4000, "enough")
    assert mallory.dropped
