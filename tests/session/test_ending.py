"""Rules for when a conversation is over, each told as a story with times.

A story is a line such as `0 open; 1 sent; 2 <hi`: when, and what happened. Between
two steps time passes, and a deadline that passes ends the conversation.
"""

import pytest

from wscli.core.events import MessageSeen
from wscli.core.frames import Direction, MessageKind
from wscli.notation.matchers import Contains, Text, json_matcher
from wscli.session.ending import Ending, EndRule, Why

ONE, TWO = Text("1"), Text("2")
DONE = Text("done")


def message(text, at=0.0):
    return MessageSeen(at, Direction.RECEIVED, MessageKind.TEXT, text.encode())


def tell(ending, story):
    """Tells what happens, and returns when it was over, if it was."""
    over = None
    for step in story.split("; "):
        time, what = step.split(" ", 1)
        over = over or pass_time(ending, float(time))
        if over is None:
            happen(ending, what, float(time))
            over = None if ending.why is None else float(time)
    return over


def pass_time(ending, now):
    deadline = ending.deadline()
    if deadline is None or deadline > now:
        return None
    ending.expire()
    return deadline


def happen(ending, what, at):
    match what:
        case "open":
            ending.open(at)
        case "sent":
            ending.sent_all(at)
        case "closed":
            ending.close()
        case "pause":
            ending.pause()
        case "resume":
            ending.resume(at)
        case _:
            ending.receive(message(what.removeprefix("<"), at))


def end_of(rule, story):
    """Returns how and when a story ends, if nothing happens any more."""
    ending = Ending(rule)
    over = tell(ending, story)
    if over is None:
        over = pass_time(ending, float("inf"))
    return "waits" if over is None else f"{ending.why.name} at {over:g}"


STORIES = {
    "nothing is waited for": (
        EndRule(),
        {"0 open; 1 sent; 2 <hi": "waits"},
    ),
    "a count": (
        EndRule(count=2),
        {
            "0 open; 1 sent; 2 <a": "waits",
            "0 open; 1 sent; 2 <a; 3 <b": "COMPLETE at 3",
            "0 open; 1 sent; 2 <a; 3 <b; 4 <c": "COMPLETE at 3",
            # What comes before everything is sent counts, but ends nothing.
            "0 open; 1 <a; 2 <b; 3 sent": "COMPLETE at 3",
            "0 open; 1 <a; 2 <b; 3 <c": "waits",
            "0 open; 1 <a; 2 sent; 3 <b": "COMPLETE at 3",
        },
    ),
    "a count, with input that may go on for ever": (
        EndRule(count=1, patience=5.0),
        {
            "0 open; 1 <a; 5 sent": "COMPLETE at 5",
            "0 open; 1 sent; 2 <a": "COMPLETE at 2",
            "0 open; 1 <a": "COMPLETE at 6",
            "0 open": "waits",
        },
    ),
    "a count of none": (
        EndRule(count=0, quiet=5.0, patience=5.0, needs_reply=True),
        {
            "0 open; 1 sent": "COMPLETE at 1",
            # A welcome is no reason to send nothing.
            "0 open; 1 <welcome; 2 sent": "COMPLETE at 2",
            "0 open": "waits",
        },
    ),
    "a count, with patience": (
        EndRule(count=2, patience=5.0),
        {
            "0 open": "waits",
            "0 open; 1 sent": "IMPATIENT at 6",
            "0 open; 1 sent; 6 <late": "IMPATIENT at 6",
            # Each message that comes is given the time anew.
            "0 open; 1 sent; 3 <a": "IMPATIENT at 8",
            "0 open; 1 sent; 5.9 <a; 10.8 <b": "COMPLETE at 10.8",
            # Before everything is sent nobody can be late.
            "0 open; 1 <a; 50 sent": "IMPATIENT at 55",
            "0 open; 50 sent; 51 <a; 52 <b": "COMPLETE at 52",
            # A message that came before the end of sending gives no less time.
            "0 open; 9 <a; 8 sent": "IMPATIENT at 14",
        },
    ),
    "a last message": (
        EndRule(until=DONE, patience=5.0),
        {
            "0 open; 1 sent; 2 <done": "COMPLETE at 2",
            "0 open; 1 sent; 2 <a; 6 <b; 10 <done": "COMPLETE at 10",
            "0 open; 1 sent; 2 <a": "IMPATIENT at 7",
            "0 open; 1 <done; 2 sent": "COMPLETE at 2",
        },
    ),
    "a count or a last message": (
        EndRule(count=2, until=DONE),
        {
            "0 open; 1 sent; 2 <done": "COMPLETE at 2",
            "0 open; 1 sent; 2 <a; 3 <b": "COMPLETE at 3",
            "0 open; 1 sent; 2 <a; 3 <done": "COMPLETE at 3",
            "0 open; 1 sent; 2 <a": "waits",
        },
    ),
    "expected messages": (
        EndRule(expected=(ONE, TWO), patience=5.0),
        {
            "0 open; 1 sent; 2 <1; 3 <2": "COMPLETE at 3",
            "0 open; 1 sent; 2 <2": "MISMATCH at 2",
            "0 open; 1 sent; 2 <1; 3 <1": "MISMATCH at 3",
            "0 open; 1 sent; 2 <1": "IMPATIENT at 7",
            "0 open; 1 <1; 2 <2; 3 sent": "COMPLETE at 3",
        },
    ),
    "expected messages, and a count that they do not reach": (
        EndRule(expected=(ONE,), count=2),
        {
            "0 open; 1 <1": "waits",
            "0 open; 1 <1; 2 <other; 3 sent": "COMPLETE at 3",
        },
    ),
    "expected messages, and a count that they exceed": (
        EndRule(expected=(ONE, TWO), count=0),
        {
            "0 open; 1 sent; 2 <1; 3 <2": "COMPLETE at 3",
            "0 open; 1 sent; 2 <other": "MISMATCH at 2",
        },
    ),
    "expected messages, then a last one": (
        EndRule(expected=(ONE,), until=DONE),
        {
            "0 open; 1 <1": "waits",
            "0 open; 1 <1; 2 <done; 3 sent": "COMPLETE at 3",
        },
    ),
    "silence": (
        EndRule(quiet=1.0),
        {
            "0 open": "waits",
            "0 open; 1 sent": "QUIET at 2",
            "0 open; 1 sent; 1.9 <a": "QUIET at 2.9",
            "0 open; 1 sent; 1.9 <a; 2.8 <b": "QUIET at 3.8",
            "0 open; 1 <a; 5 sent": "QUIET at 6",
        },
    ),
    "no silence at all": (
        EndRule(quiet=0.0),
        {"0 open; 5 <a": "waits", "0 open; 5 sent": "QUIET at 5"},
    ),
    "silence after a reply": (
        EndRule(quiet=1.0, patience=1.0, needs_reply=True),
        {
            "0 open; 1 sent": "IMPATIENT at 2",
            "0 open; 1 sent; 1.5 <a": "QUIET at 2.5",
            "0 open; 1 <a; 2 sent": "QUIET at 3",
        },
    ),
    "a closing": (
        EndRule(is_close_expected=True, patience=5.0),
        {
            "0 open": "waits",
            "0 open; 1 sent": "IMPATIENT at 6",
            # A peer that sends for ever does not put off the end for ever.
            "0 open; 1 sent; 2 <a; 3 <b": "IMPATIENT at 6",
        },
    ),
    "a closing after silence": (
        EndRule(is_close_expected=True, quiet=2.0, patience=2.0),
        {"0 open; 1 sent; 2 <a; 3 <b": "IMPATIENT at 5"},
    ),
    "messages, then a closing": (
        EndRule(count=1, is_close_expected=True, patience=5.0),
        {
            "0 open; 1 sent; 4 <a": "IMPATIENT at 9",
            "0 open; 1 sent; 4 <a; 8 <b": "IMPATIENT at 9",
        },
    ),
    "no message, but a closing": (
        EndRule(count=0, is_close_expected=True, patience=5.0),
        {"0 open; 1 sent; 2 <welcome": "IMPATIENT at 6"},
    ),
    "a while": (
        EndRule(duration=10.0),
        {
            "3 open": "DURATION at 13",
            "3 open; 4 sent; 12 <a": "DURATION at 13",
            # It runs on while the connection is lost, and over the next one.
            "3 open; 5 closed": "DURATION at 13",
            "3 open; 5 closed; 9 open; 12 <a": "DURATION at 13",
            "3 open; 4 pause": "DURATION at 13",
        },
    ),
    "a while, and a count": (
        EndRule(duration=10.0, count=1, patience=4.0),
        {
            "0 open; 1 sent": "IMPATIENT at 5",
            "0 open; 1 sent; 2 <a": "COMPLETE at 2",
            "0 open; 7 sent": "DURATION at 10",
            # At the same moment, the time that was asked for is the reason.
            "0 open; 6 sent": "DURATION at 10",
        },
    ),
    "a peer that is not heard": (
        EndRule(quiet=2.0),
        {
            "0 open; 1 sent; 2 pause": "waits",
            "0 open; 1 sent; 2 pause; 60 resume": "QUIET at 62",
            "0 open; 1 pause; 2 sent; 60 resume": "QUIET at 62",
            # Whoever was paused before all was sent has no earlier deadline.
            "0 open; 1 pause; 3 resume; 2 sent": "QUIET at 5",
        },
    ),
    "another connection": (
        EndRule(count=2, patience=5.0),
        {
            # There is something to send on it first.
            "0 open; 1 sent; 2 <a; 3 closed": "waits",
            "0 open; 1 sent; 2 <a; 3 closed; 60 open": "waits",
            "0 open; 1 sent; 2 closed; 60 open; 61 sent": "IMPATIENT at 66",
            "0 open; 1 sent; 2 <a; 3 closed; 60 open; 61 <b; 62 sent": "COMPLETE at 62",
        },
    ),
}


@pytest.mark.parametrize(
    ("rule", "story", "expected"),
    [
        pytest.param(rule, story, expected, id=f"{name}: {story}")
        for name, (rule, stories) in STORIES.items()
        for story, expected in stories.items()
    ],
)
def test_when_it_is_over(rule, story, expected):
    assert end_of(rule, story) == expected


MISSING = {
    "nothing was asked for": (EndRule(), "0 open", ""),
    "nothing was asked for, and it came": (EndRule(), "0 open; 1 <a", ""),
    "a while": (EndRule(duration=1.0), "0 open; 1 sent", ""),
    "a count, and nothing": (EndRule(count=3), "0 open", "no message came"),
    "a count, in part": (EndRule(count=3), "0 open; 1 <a", "1 of 3 messages came"),
    "a count, reached": (EndRule(count=1), "0 open; 1 <a", ""),
    "none": (EndRule(count=0, needs_reply=True), "0 open", ""),
    "a last one, and nothing": (EndRule(until=DONE), "0 open", "no message came"),
    "a last one, and another": (
        EndRule(until=DONE),
        "0 open; 1 <a",
        "1 message came, and none matched",
    ),
    "a last one, and others": (
        EndRule(until=DONE),
        "0 open; 1 <a; 2 <b",
        "2 messages came, and none matched",
    ),
    "a last one": (EndRule(until=DONE), "0 open; 1 <done", ""),
    "a count or a last one": (
        EndRule(until=DONE, count=3),
        "0 open; 1 <a",
        "1 of 3 messages came",
    ),
    "expected ones, and nothing": (
        EndRule(expected=(ONE, TWO)),
        "0 open",
        "0 of 2 expected messages came",
    ),
    "expected ones, in part": (
        EndRule(expected=(ONE, TWO)),
        "0 open; 1 <1",
        "1 of 2 expected messages came",
    ),
    "expected ones": (EndRule(expected=(ONE,)), "0 open; 1 <1", ""),
    "a reply, and nothing": (EndRule(needs_reply=True), "0 open", "no message came"),
    "a reply": (EndRule(needs_reply=True), "0 open; 1 <a", ""),
    "a closing": (EndRule(is_close_expected=True), "0 open", ""),
}


@pytest.mark.parametrize(("rule", "story", "expected"), MISSING.values(), ids=MISSING)
def test_what_is_missing(rule, story, expected):
    ending = Ending(rule)
    tell(ending, story)
    assert ending.missing() == expected


@pytest.mark.parametrize(
    ("rule", "story", "waited"),
    [
        (EndRule(count=1, patience=5.0), "0 open; 1 sent; 60 <late", 5.0),
        (EndRule(quiet=2.0), "0 open; 1 sent; 60 <late", 2.0),
        (EndRule(duration=10.0), "0 open; 1 sent; 60 <late", 10.0),
        (EndRule(count=1, patience=5.0), "0 open; 1 sent; 2 <a", 0.0),
    ],
)
def test_how_long_was_waited_in_vain(rule, story, waited):
    ending = Ending(rule)
    tell(ending, story)
    assert ending.waited == waited


def test_what_comes_too_late_does_not_count():
    ending = Ending(EndRule(count=1, patience=5.0))
    tell(ending, "0 open; 1 sent; 7 <late")
    ending.receive(message("later"))
    assert (ending.why, ending.received) == (Why.IMPATIENT, 0)
    assert ending.missing() == "no message came"


def test_what_comes_after_the_last_message_does_not_count():
    ending = Ending(EndRule(count=1, is_close_expected=True))
    tell(ending, "0 open; 1 <a; 2 <b")
    assert ending.received == 1


def test_a_mismatch_says_what_differs():
    ending = Ending(EndRule(expected=(json_matcher('{"id": 1}'),)))
    tell(ending, '0 open; 1 <{"id": 2}')
    assert ending.mismatch == ("$.id   expected 1   got 2",)


def test_a_match_leaves_no_mismatch():
    ending = Ending(EndRule(expected=(Contains("a"),)))
    tell(ending, "0 open; 1 <abc")
    assert ending.mismatch == ()


@pytest.mark.parametrize(
    ("rule", "story", "is_of_interest"),
    [
        (EndRule(), "0 open; 1 <a", True),
        (EndRule(count=1), "0 open; 1 <a", False),
        (EndRule(count=0), "0 open", False),
        (EndRule(count=1, is_close_expected=True), "0 open; 1 <a", False),
        (EndRule(expected=(ONE,)), "0 open; 1 <other", False),
        (EndRule(duration=1.0), "0 open; 2 <late", False),
        # What was waited for, and comes late, is worth seeing.
        (EndRule(quiet=1.0), "0 open; 1 sent; 9 <late", True),
        (EndRule(count=1, patience=1.0), "0 open; 1 sent; 9 <late", True),
    ],
)
def test_whether_a_message_is_of_interest(rule, story, is_of_interest):
    ending = Ending(rule)
    tell(ending, story)
    assert ending.takes_messages is is_of_interest


def test_before_anything_happened_there_is_no_deadline():
    assert Ending(EndRule(quiet=1.0, patience=1.0, duration=1.0)).deadline() is None
