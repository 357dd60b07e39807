"""Binary only, and JSON only."""

import pytest


async def test_bytes_come_back_as_they_came(dial):
    async with dial("/ws/bytes") as peer:
        await peer.say(b"\x00\xff", b"")
        assert await peer.hear_all(2) == [b"\x00\xff", b""]


async def test_a_text_to_the_bytes_closes_with_1003(dial):
    async with dial("/ws/bytes") as peer:
        await peer.say("hello")
        assert await peer.end() == (1003, "binary only")


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ('{ "a" : [1, 2.5, null] }', '{"a":[1,2.5,null]}'),
        ('"K\\u00f6ln"', '"Köln"'),
        ('"\\ud83d"', '"\\ud83d"'),
        ("12345678901234567890", "12345678901234567890"),
        ("true", "true"),
    ],
)
async def test_json_comes_back_compact_in_either_mode(dial, said, heard):
    async with dial("/ws/json") as peer:
        await peer.say(said)
        assert await peer.hear() == heard
    async with dial("/ws/json?mode=binary") as peer:
        await peer.say(said.encode())
        assert await peer.hear() == heard.encode()


@pytest.mark.parametrize("said", ["", "{", "NaN", "[" * 5000])
async def test_malformed_json_closes_with_1007(dial, said):
    async with dial("/ws/json?mode=text") as peer:
        await peer.say(said)
        assert await peer.end() == (1007, "not JSON")


@pytest.mark.parametrize("said", [b"{", b'"\xff"', '{"a":1}'.encode("utf-16")])
async def test_json_in_another_encoding_than_utf_8_closes_with_1007(dial, said):
    async with dial("/ws/json?mode=binary") as peer:
        await peer.say(said)
        assert await peer.end() == (1007, "not JSON")


@pytest.mark.parametrize(
    ("mode", "said", "reason"),
    [("text", b"{}", "text only"), ("binary", "{}", "binary only")],
)
async def test_json_of_the_other_mode_closes_with_1003(dial, mode, said, reason):
    async with dial(f"/ws/json?mode={mode}") as peer:
        await peer.say(said)
        assert await peer.end() == (1003, reason)


async def test_an_unknown_mode_is_refused(refusal):
    assert (await refusal("/ws/json?mode=xml")).status_code == 403
