"""Conversations to have in tests, and all that is heard in them."""

import asyncio
from collections.abc import Callable

from tests.peers.recorder import PATIENCE, Recorder
from tests.peers.tcp import TcpServer
from wscli.core.actions import Action, Send
from wscli.core.clock import Clock, SystemClock
from wscli.core.events import Event
from wscli.core.exit_codes import ExitCode
from wscli.core.frames import MessageKind
from wscli.core.target import Limits, Target
from wscli.session.conversation import Conversation, Plan
from wscli.session.ending import EndRule
from wscli.session.outcome import Outcome
from wscli.session.sources import Actions, Prepared

INTERRUPTED = Outcome(ExitCode.INTERRUPTED)
OK = Outcome(ExitCode.OK)


def text(content: str) -> Send:
    """Return the action that sends a text."""
    return Send(MessageKind.TEXT, content.encode())


def own_tasks() -> list["asyncio.Task[object]"]:
    """Return the tasks of wscli itself that go on."""
    frames = ((task, task.get_coro().cr_frame) for task in asyncio.all_tasks())
    return [
        task
        for task, frame in frames
        if frame is not None and frame.f_globals["__name__"].startswith("wscli.")
    ]


class FrozenClock(SystemClock):
    """A clock that stands still until a test lets time pass.

    Attributes:
        now: What it shows, in seconds.
    """

    def __init__(self) -> None:
        """Begin at 0."""
        self.now = 0.0

    def monotonic(self) -> float:
        """Return what it shows."""
        return self.now


class Held:
    """A source that gives its actions when it is told to.

    Attributes:
        asked: Set once the next action is wanted.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self.asked = asyncio.Event()
        self._queue: asyncio.Queue[Action | Exception | None] = asyncio.Queue()

    def give(self, action: Action | Exception | None) -> None:
        """Give an action, an error to raise, or the end."""
        self._queue.put_nowait(action)

    async def next(self) -> Action | None:
        """Return what is given next."""
        self.asked.set()
        given = await self._queue.get()
        if isinstance(given, Exception):
            raise given
        return given


class Backoff:
    """A back-off with the same wait each time.

    Attributes:
        asked: The attempts that it was asked about.
    """

    def __init__(self, wait: float) -> None:
        """Take the wait, in seconds."""
        self.asked: list[int] = []
        self._wait = wait

    def delay(self, attempt: int) -> float:
        """Return the wait."""
        self.asked.append(attempt)
        return self._wait


class Talk:
    """A conversation with a server.

    Attributes:
        heard: Its events.
        notes: What it said between connections.
        noted: Set once it said something.
        backoff: How long it waits between connections.
        react: Called with each event, after it was heard.
        stop: Ends it early.
    """

    def __init__(
        self,
        server: TcpServer,
        rule: EndRule | None = None,
        *actions: Action,
        source: Actions | None = None,
        wait: float = 0.001,
        clock: Clock | None = None,
        limits: Limits | None = None,
        **plan: object,
    ) -> None:
        """Prepare it; what is left are attributes of the plan."""
        self.heard = Recorder()
        self.notes: list[str] = []
        self.noted = asyncio.Event()
        self.backoff = Backoff(wait)
        self.react: Callable[[Event], None] = lambda _: None
        self.conversation = Conversation(
            Plan(
                Target(server.url(), limits=limits or Limits()),
                rule or EndRule(),
                **plan,
            ),
            source or Prepared(actions),
            self._hear,
            clock or SystemClock(),
            backoff=self.backoff,
            notify=self._note,
        )
        self.stop = self.conversation.stop

    async def run(self) -> Outcome:
        """Return its outcome; nothing may go on in the background afterwards."""
        async with asyncio.timeout(PATIENCE):
            outcome = await self.conversation.run()
        assert not own_tasks()
        return outcome

    def _hear(self, event: Event) -> None:
        self.heard(event)
        self.react(event)

    def _note(self, sentence: str) -> None:
        self.notes.append(sentence)
        self.noted.set()
