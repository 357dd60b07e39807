"""Actions that are known beforehand."""

from wscli.core.actions import Close, Ping, Send
from wscli.core.frames import MessageKind
from wscli.session.sources import Prepared


async def taken(source):
    actions = []
    while (action := await source.next()) is not None:
        actions.append(action)
    return actions


async def test_prepared_actions_come_in_order():
    actions = (Send(MessageKind.TEXT, b"one"), Ping(), Close())
    assert await taken(Prepared(actions)) == list(actions)


async def test_the_same_action_may_come_twice():
    ping = Ping(b"again")
    assert await taken(Prepared((ping, ping))) == [ping, ping]


async def test_nothing_is_prepared_by_default():
    assert await Prepared().next() is None


async def test_the_end_stays_the_end():
    source = Prepared((Ping(),))
    await taken(source)
    assert await source.next() is None
