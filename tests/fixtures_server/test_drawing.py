"""Boards that several clients draw on. Each test has a board of its own."""

import pytest

from fixtures_server.drawing import MOST_BOARDS, MOST_STROKES, Boards

LINE = {"type": "stroke", "points": [[0, 0], [1.5, 2]], "color": "#00f"}
DOT = {"type": "stroke", "points": [[3, 3]], "color": "red", "width": 4}


async def test_a_blank_board_is_shown_as_such(dial):
    async with dial("/draw/ws/blank") as peer:
        assert await peer.hear() == '{"type":"board","strokes":[]}'


async def test_a_stroke_goes_to_the_others_as_it_came(dial):
    async with dial("/draw/ws/shared") as ann, dial("/draw/ws/shared") as bob:
        assert (await ann.hear_json())["type"] == "board"
        assert (await bob.hear_json())["type"] == "board"
        await ann.say_json(DOT)
        assert await bob.hear_json() == DOT
        await bob.say_json(LINE)
        # The first stroke did not come back to its painter.
        assert await ann.hear_json() == LINE


async def test_a_newcomer_sees_the_strokes_so_far_even_of_those_who_left(dial):
    async with dial("/draw/ws/kept") as ann, dial("/draw/ws/kept") as bob:
        assert (await bob.hear_json())["type"] == "board"
        await ann.say_json(LINE, DOT)
        assert [await bob.hear_json(), await bob.hear_json()] == [LINE, DOT]
    async with dial("/draw/ws/kept") as eve:
        assert await eve.hear_json() == {"type": "board", "strokes": [LINE, DOT]}


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ("{", "Message must be a JSON object"),
        ("{}", "Message must include 'type' field"),
        ('{"type":"erase"}', "Unknown message type: erase"),
        *(
            (
                f'{{"type":"stroke",{rest}}}',
                "A stroke needs 'points' as [[x, y], …] and 'color' as text",
            )
            for rest in (
                '"points":[[1,2]]',
                '"color":"red"',
                '"points":[[1]],"color":"red"',
                '"points":[["1",2]],"color":"red"',
                '"points":[[1,true]],"color":"red"',
                '"points":{},"color":"red"',
                '"points":[[1,2]],"color":5',
            )
        ),
    ],
)
async def test_what_is_no_stroke_is_an_error_and_the_connection_stays(
    dial, said, error
):
    async with dial("/draw/ws/errors") as peer:
        assert await peer.hear_json() == {"type": "board", "strokes": []}
        await peer.say(said, said)
        for _ in range(2):
            assert await peer.hear_json() == {"type": "error", "message": error}


async def test_a_board_keeps_the_latest_strokes(fake_peer):
    board = Boards().open("full")
    for number in range(MOST_STROKES + 2):
        await board.draw({"number": number}, fake_peer())
    assert len(board.strokes) == MOST_STROKES
    assert board.strokes[0] == {"number": 2}


def test_too_many_boards_wipe_those_that_nobody_looks_at(fake_peer):
    boards = Boards()
    watched, unwatched = boards.open("watched"), boards.open("unwatched")
    watched.painters.join(fake_peer())
    for number in range(MOST_BOARDS - 2):
        boards.open(str(number))
    assert boards.open("unwatched") is unwatched
    boards.open("one more")
    assert boards.open("watched") is watched
    assert boards.open("unwatched") is not unwatched
