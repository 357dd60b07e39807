"""From a command line to the conversation that is had: plan, stage and defaults."""

import asyncio
import base64
import json
import shlex

import pytest

from tests.peers.frames import close, frame
from tests.peers.opening import answer, read_request, upgrade
from tests.peers.tcp import serve, silence
from wscli.cli import conversing
from wscli.cli.stages import Hooks, PipeStage, TerminalStage
from wscli.cli.terminal import Terminal
from wscli.core.actions import Close, Send
from wscli.core.events import MessageSeen
from wscli.core.exit_codes import ExitCode
from wscli.core.frames import Direction, MessageKind, Opcode
from wscli.notation.matchers import Text
from wscli.session.ending import EndRule
from wscli.session.sources import Prepared

PIPE = Terminal(environment={})
TERMINAL = Terminal(
    environment={"TERM": "xterm"},
    is_stdin_tty=True,
    is_stdout_tty=True,
    is_stderr_tty=True,
)
HOOKS = Hooks(*(lambda *_: None,) * 4)


@pytest.fixture
def planned(wscli, monkeypatch):
    """Returns the `Run` that a command asks for, instead of running it."""

    def planned(*arguments, terminal=PIPE):
        runs = []

        def take(run):
            runs.append(run)
            return ExitCode.OK

        monkeypatch.setattr(conversing, "run_conversation", take)
        monkeypatch.setattr(Terminal, "of_process", lambda: terminal)
        command, *others = arguments
        ended = wscli(command, "ws://h", *others)
        assert (ended.exit_code, ended.stderr) == (0, "")
        [run] = runs
        return run

    return planned


RULES = [
    # A pipe waits for what is asked for as long as --timeout says, or a second.
    ("connect", EndRule(quiet=1.0, patience=5.0)),
    ("connect --wait 3s", EndRule(quiet=3.0, patience=5.0)),
    ("connect --wait 0", EndRule(quiet=0.0, patience=5.0)),
    ("connect --timeout 3s", EndRule(quiet=1.0, patience=3.0)),
    ("connect -n 2", EndRule(count=2, patience=5.0)),
    ("connect -n 2 --timeout 3s", EndRule(count=2, patience=3.0)),
    ("connect -n 2 --wait 3s", EndRule(count=2, patience=3.0)),
    ("connect --until x", EndRule(until=Text("x"), patience=5.0)),
    # A one-shot command likewise.
    ("send", EndRule(count=0, patience=5.0)),
    ("send hi", EndRule(count=1, patience=5.0)),
    ("send hi --timeout 3s", EndRule(count=1, patience=3.0)),
    ("send hi --wait 3s", EndRule(quiet=3.0, patience=3.0, needs_reply=True)),
    # Who listens is patient, unless a time is asked for.
    ("listen", EndRule()),
    ("listen -n 2", EndRule(count=2)),
    ("listen -n 2 --timeout 3s", EndRule(count=2, patience=3.0)),
    ("listen --for 3s --until x", EndRule(duration=3.0, until=Text("x"))),
]


@pytest.mark.parametrize(("line", "rule"), RULES)
def test_a_conversation_is_over_when(planned, line, rule):
    assert planned(*line.split()).plan.rule == rule


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("connect", EndRule(quiet=0.0, patience=5.0)),
        ("connect -n 2", EndRule(count=2, quiet=0.0, patience=5.0)),
    ],
)
def test_whoever_types_decides_when_it_is_over(planned, line, rule):
    assert planned(*line.split(), terminal=TERMINAL).plan.rule == rule


def test_the_usual_plan(planned):
    run = planned("connect")
    plan = run.plan
    assert str(plan.target.url) == "ws://h/"
    assert (plan.preamble, plan.close, plan.expected_close) == ((), Close(1000), None)
    assert (plan.retries, plan.has_reconnect, plan.has_data_frames) == (0, False, False)
    assert (run.first_delay, run.max_time) == (1.0, None)


def test_options_are_in_the_plan(planned):
    run = planned(
        *("listen", "-d", "a", "-d", "b", "--reconnect", "--retry", "3", "-vv"),
        *("--retry-delay", "2s", "--max-time", "1m"),
    )
    plan = run.plan
    assert [each.payload for each in plan.preamble] == [b"a", b"b"]
    assert (plan.retries, plan.has_reconnect, plan.has_data_frames) == (3, True, True)
    assert (run.first_delay, run.max_time) == (2.0, 60.0)


def test_a_delay_of_nothing_is_a_delay(planned):
    assert planned("send", "--retry-delay", "0").first_delay == 0.0


def test_how_to_close_is_in_the_plan(planned):
    plan = planned(
        *("send", "--close-code", "4000", "--close-reason", "bye"),
        *("--expect-close", "4001"),
    ).plan
    assert (plan.close, plan.expected_close) == (Close(4000, "bye"), 4001)


def message(text):
    return MessageSeen(0.0, Direction.RECEIVED, MessageKind.TEXT, text.encode())


@pytest.mark.parametrize(
    ("line", "accepted"),
    [
        ("listen", ["a", "b"]),
        ("listen --filter '<contains a'", ["a"]),
        ("send hi", ["a", "b"]),
        ("send hi --no-reply", []),
    ],
)
def test_only_some_messages_count(planned, line, accepted):
    accepts = planned(*shlex.split(line)).plan.accepts
    assert [text for text in ("a", "b") if accepts(message(text))] == accepted


async def stage_of(run):
    return run.stage(HOOKS)


class TestStage:
    def test_a_command_with_messages_leaves_standard_input_alone(self, planned):
        stage = asyncio.run(stage_of(planned("send", "hi", terminal=TERMINAL)))
        assert isinstance(stage, PipeStage)
        assert isinstance(stage.actions, Prepared)
        first = asyncio.run(stage.actions.next())
        assert first == Send(MessageKind.TEXT, b"hi")

    def test_somebody_types_at_a_prompt(self, planned):
        run = planned("connect", terminal=TERMINAL)
        assert run.printing.has_sent
        assert run.printing.has_opening

    @pytest.mark.parametrize(
        ("arguments", "terminal"),
        [
            ([], PIPE),
            (["--binary"], TERMINAL),
            (["--null"], TERMINAL),
            (["--json-lines"], TERMINAL),
            (["-o", "file"], TERMINAL),
            ([], Terminal(environment={}, is_stdin_tty=True)),
            ([], Terminal(environment={}, is_stdout_tty=True)),
        ],
    )
    def test_nobody_types_where_lines_are_read(self, planned, arguments, terminal):
        run = planned("connect", *arguments, terminal=terminal)
        assert not run.printing.has_sent
        assert isinstance(asyncio.run(stage_of(run)), PipeStage)

    def test_the_prompt_is_a_stage_of_its_own(self, planned, monkeypatch):
        opened = []

        def open_terminal(stage, hooks):
            opened.append(hooks)

        monkeypatch.setattr(TerminalStage, "__init__", open_terminal)
        stage = asyncio.run(stage_of(planned("connect", terminal=TERMINAL)))
        assert isinstance(stage, TerminalStage)
        assert opened == [HOOKS]


def test_a_file_decides_on_the_format_unless_an_option_does(planned, shell):
    (shell / "wscli.toml").write_text('[defaults]\nformat = "raw"\n')
    assert planned("listen").printing.format.value == "raw"
    assert planned("listen", "--format", "json").printing.format.value == "json"


SECRET = "Hunt/er+2"
FORMS = (
    SECRET,
    "Hunt%2Fer%2B2",
    "Hunt\\/er+2",
    base64.b64encode(SECRET.encode()).decode(),
    base64.b64encode(f"me:{SECRET}".encode()).decode(),
    base64.urlsafe_b64encode(f"user:{SECRET}".encode()).decode(),
)
SOURCES = {
    "the query": ("?token=Hunt%2Fer%2B2", []),
    "--user": ("", ["-u", f"me:{SECRET}"]),
    "--bearer": ("", ["--bearer", SECRET]),
    "--cookie": ("", ["-b", f"session={SECRET}"]),
    "--header Authorization": ("", ["-H", f"Authorization: {SECRET}"]),
    "--header X-Api-Key": ("", ["-H", f"X-Api-Key: {SECRET}"]),
    "--secret": ("", ["--secret", f"name={SECRET}"]),
}
VIEWS = [["-vv", "-i"], ["--format", "json"], ["-v", "--debug"]]


def without_messages(ended):
    """Returns all that was written but for the messages on standard output."""
    lines = ended.stdout.decode().splitlines()
    events = [line for line in lines if line.startswith('{"v":1,"event":')]
    return ended.stderr + "\n".join(
        line for line in events if json.loads(line)["event"] != "message"
    )


@pytest.mark.parametrize("view", VIEWS, ids=" ".join)
@pytest.mark.parametrize("source", SOURCES)
class TestSecrets:
    """A server that knows all about a user tells it wherever it can."""

    @pytest.fixture
    def told(self, wscli, portal, source, view):
        """Returns what a command writes about a server that behaves like this."""
        query, options = SOURCES[source]

        def told(behaviour, command, *arguments):
            with portal.wrap_async_context_manager(serve(behaviour)) as server:
                url = f"{server.url()}{query}"
                ended = wscli(command, url, *options, *view, *arguments)
            written = without_messages(ended)
            assert not [form for form in FORMS if form in written]
            return ended.exit_code, written

        return told

    def test_one_that_talks_about_it(self, told):
        async def tell(reader, writer):
            fields = (f"Set-Cookie: id={SECRET}", f"X-Told: {SECRET}")
            await upgrade(reader, writer, *fields)
            pings = [frame(Opcode.PING, form.encode()) for form in FORMS]
            writer.write(b"".join(pings) + close(1008, " ".join(FORMS)[:120]))
            await silence(reader, writer)

        exit_code, written = told(tell, "listen", "--close-timeout", "100ms")
        assert exit_code == 7
        assert "***" in written

    def test_one_that_refuses_because_of_it(self, told):
        async def refuse(reader, writer):
            request = await read_request(reader)
            body = "\n".join((*FORMS, request.line, *map(": ".join, request.headers)))
            fields = (f"Content-Length: {len(body)}", f"X-Told: {FORMS[-1]}")
            status = f"HTTP/1.1 403 not {SECRET}"
            writer.write(answer(status, *fields, body=body.encode()))

        exit_code, written = told(refuse, "send")
        assert exit_code == 4
        assert "***" in written

    def test_one_that_leads_astray_by_it(self, told):
        async def redirect(reader, writer):
            await read_request(reader)
            writer.write(answer("HTTP/1.1 302 x", f"Location: gopher://{SECRET}/"))

        exit_code, written = told(redirect, "send", "-L")
        assert exit_code == 4
        assert "***" in written
