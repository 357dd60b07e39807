"""Heartbeats, time limits, and errors that end a connection."""

import pytest


@pytest.mark.parametrize("query", ["", "?heartbeat=30"])
async def test_the_connection_is_described_first(dial, query):
    async with dial(f"/ws/robust{query}") as peer:
        assert await peer.hear() == (
            '{"type":"connection_info","message":"Connected successfully",'
            '"heartbeat_interval":30}'
        )


async def test_the_heart_beats_at_the_interval_asked_for(dial):
    async with dial("/ws/robust?heartbeat=0.01") as peer:
        assert (await peer.hear_json())["heartbeat_interval"] == 0.01
        assert await peer.hear_all(2) == ['{"type":"heartbeat"}'] * 2
        await peer.say_json({"type": "heartbeat_response"})
        assert await peer.hear() == '{"type":"heartbeat"}'


async def test_an_echo_carries_the_original_message(dial):
    message = {"type": "echo", "data": ["ü", 1]}
    async with dial("/ws/robust") as peer:
        assert (await peer.hear_json())["type"] == "connection_info"
        # A heartbeat response has no answer, so the next one is that of the echo.
        await peer.say_json({"type": "heartbeat_response"}, message)
        assert await peer.hear_json() == {
            "type": "echo_response",
            "original_message": message,
        }


@pytest.mark.parametrize(
    ("said", "closed"),
    [
        (
            '{"type":"error_test","error_type":"protocol_error"}',
            (1002, "Test protocol error"),
        ),
        (
            '{"type":"error_test","error_type":"invalid_data"}',
            (1003, "Test invalid data"),
        ),
        (
            '{"type":"error_test","error_type":"other"}',
            (1011, "Internal server error"),
        ),
        ('{"type":"error_test"}', (1011, "Internal server error")),
        ("not json", (1002, "Protocol error")),
        (b"{}", (1003, "text only")),
    ],
)
async def test_an_error_closes_with_its_code(dial, said, closed):
    async with dial("/ws/robust") as peer:
        assert (await peer.hear_json())["type"] == "connection_info"
        await peer.say(said)
        assert await peer.end() == closed


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ('{"type":"dance"}', "Unknown message type: dance"),
        ("{}", "Message must include 'type' field"),
        ("5", "Message must include 'type' field"),
    ],
)
async def test_other_messages_are_answered_with_an_error(dial, said, error):
    async with dial("/ws/robust") as peer:
        assert (await peer.hear_json())["type"] == "connection_info"
        await peer.say(said, said)
        for _ in range(2):
            assert await peer.hear_json() == {"type": "error", "message": error}


@pytest.mark.parametrize("heartbeat", ["0", "-1", "nan", "inf", "often"])
async def test_a_heartbeat_that_does_not_fit_is_refused(refusal, heartbeat):
    assert (await refusal(f"/ws/robust?heartbeat={heartbeat}")).status_code == 403


async def test_an_idle_session_is_closed_with_1000(dial):
    async with dial("/timeout/ws?seconds=0.05") as peer:
        assert await peer.end() == (1000, "Session timeout")


async def test_each_message_starts_the_time_anew(dial):
    async with dial("/timeout/ws?seconds=0.5") as peer:
        loop_time = peer.connection.loop.time
        start = loop_time()
        while loop_time() < start + 0.7:
            await peer.say("hi")
            assert await peer.hear() == "You sent: hi"
        assert await peer.end() == (1000, "Session timeout")


async def test_a_session_is_patient_by_default_and_may_be_left(dial):
    async with dial("/timeout/ws") as peer:
        await peer.say("hi")
        assert await peer.hear() == "You sent: hi"
        await peer.connection.close()
        assert peer.connection.close_code == 1000
