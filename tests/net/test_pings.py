from wscli.net.pings import Pings, SentPing


def test_a_pong_tells_when_its_ping_left() -> None:
    pings = Pings()
    pings.send(b"a", SentPing(1.5))
    assert pings.answer(b"a") == SentPing(1.5)


def test_a_pong_counts_once() -> None:
    pings = Pings()
    pings.send(b"a", SentPing(1.5))
    pings.answer(b"a")
    assert pings.answer(b"a") is None


def test_nobody_asked_for_a_pong_of_another_payload() -> None:
    pings = Pings()
    pings.send(b"a", SentPing(1.5))
    assert pings.answer(b"b") is None
    assert pings.answer(b"a") == SentPing(1.5)


def test_a_pong_answers_the_pings_before_its_own_but_not_those_after() -> None:
    pings = Pings()
    for at, payload in enumerate([b"a", b"b", b"c"]):
        pings.send(payload, SentPing(at))
    assert pings.answer(b"b") == SentPing(1)
    assert pings.answer(b"a") is None
    assert pings.answer(b"c") == SentPing(2)


def test_a_payload_that_comes_again_stands_for_the_latest_ping() -> None:
    pings = Pings()
    for at, payload in enumerate([b"a", b"b", b"a"]):
        pings.send(payload, SentPing(at))
    assert pings.answer(b"b") == SentPing(1)
    assert pings.answer(b"a") == SentPing(2)


def test_of_many_unanswered_pings_the_last_64_are_remembered() -> None:
    pings = Pings()
    for at in range(65):
        pings.send(bytes([at]), SentPing(at))
    assert pings.answer(bytes([0])) is None
    assert pings.answer(bytes([1])) == SentPing(1)


def test_what_it_was_for_is_remembered() -> None:
    pings = Pings()
    pings.send(b"a", SentPing(1.5, is_keepalive=True))
    pings.send(b"b", SentPing(2.5))
    assert pings.answer(b"a") == SentPing(1.5, is_keepalive=True)
    assert pings.answer(b"b") == SentPing(2.5)
