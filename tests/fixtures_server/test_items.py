"""A cookie or a token before the handshake is accepted."""

import pytest

COOKIE = {"additional_headers": {"Cookie": "session=biscuit"}}


async def test_a_token_lets_in_and_comes_back_with_the_item(dial):
    async with dial("/items/foo/ws?token=abc") as peer:
        await peer.say("hi")
        assert await peer.hear_all(2) == [
            "Session cookie or query token value is: abc",
            "Message text was: hi, for item ID: foo",
        ]


async def test_a_cookie_lets_in(dial):
    async with dial("/items/foo/ws", **COOKIE) as peer:
        await peer.say("hi")
        heard = await peer.hear()
        assert heard == "Session cookie or query token value is: biscuit"


async def test_the_cookie_wins_over_the_token(dial):
    async with dial("/items/foo/ws?token=abc", **COOKIE) as peer:
        await peer.say("hi")
        heard = await peer.hear()
        assert heard == "Session cookie or query token value is: biscuit"


async def test_a_query_parameter_comes_back_between_the_two(dial):
    async with dial("/items/foo/ws?token=abc&q=0") as peer:
        await peer.say("hi", "again")
        assert await peer.hear_all(6) == [
            "Session cookie or query token value is: abc",
            "Query parameter q is: 0",
            "Message text was: hi, for item ID: foo",
            "Session cookie or query token value is: abc",
            "Query parameter q is: 0",
            "Message text was: again, for item ID: foo",
        ]


@pytest.mark.parametrize(
    "query", ["", "?token=", "?q=1", "?token=abc&q=one", "?token=abc&q=1.5"]
)
async def test_no_credential_or_a_wrong_q_is_http_403_without_a_body(refusal, query):
    response = await refusal(f"/items/foo/ws{query}")
    assert (response.status_code, response.body) == (403, b"")
