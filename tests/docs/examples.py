"""The examples of the documents: each block of `console` is a session at a terminal.

A line that begins with `$ ` is a command; while it ends with a backslash, it goes on.
What follows is everything that the terminal shows, standard error included. In it:

- `…` stands for what varies in a line, such as a time or a key;
- a line that is only `…` stands for any number of lines;
- at a prompt of wscli, the text of `> TEXT` or `>json TEXT` is typed, and `close …` is
  Ctrl-D.

A command ends with exit code 0, unless `$ echo $?` follows and shows another one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

ASK_EXIT_CODE = "echo $?"

# A longer fence has shorter ones inside.
_BLOCK = re.compile(
    r"^(?P<fence>```+)(?P<language>\w*)\n(?P<text>(?:.*\n)*?)(?P=fence)$", re.MULTILINE
)
_PROMPT = "$ "
_ANYTHING = "…"


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a document.

    Attributes:
        line: The line of the document that opens it.
        language: What it is written in.
        text: Its lines, each with its end.
    """

    line: int
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Example:
    """A command, and what the terminal shows of it.

    Attributes:
        command: For bash.
        output: The lines that are promised.
        exit_code: What it is to end with.
    """

    command: str
    output: tuple[str, ...]
    exit_code: int = 0


def blocks_of(file: Path) -> Iterator[Block]:
    """Yields the blocks of a document, in order."""
    text = file.read_text("utf-8")
    for match in _BLOCK.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        yield Block(line, match["language"], match["text"])


def examples_of(block: Block) -> list[Example]:
    """Reads the commands of a block of `console`."""
    sessions: list[tuple[str, list[str]]] = []
    for line in block.text.splitlines():
        if line.startswith(_PROMPT):
            sessions.append((line.removeprefix(_PROMPT), []))
            continue
        assert sessions, f"line {block.line}: a block begins with a command, not {line}"
        command, output = sessions[-1]
        if command.endswith("\\") and not output:
            sessions[-1] = (f"{command}\n{line}", output)
        else:
            output.append(line)
    return list(_with_exit_codes(sessions))


def _with_exit_codes(sessions: Sequence[tuple[str, list[str]]]) -> Iterator[Example]:
    waiting: Example | None = None
    for command, output in sessions:
        if command != ASK_EXIT_CODE:
            if waiting is not None:
                yield waiting
            waiting = Example(command, tuple(output))
            continue
        assert waiting is not None, f"{ASK_EXIT_CODE} asks about no command"
        [answer] = output
        yield replace(waiting, exit_code=int(answer))
        waiting = None
    if waiting is not None:
        yield waiting


def is_as_promised(promised: Sequence[str], shown: Sequence[str]) -> bool:
    """Tells whether a terminal shows what an example promises."""
    pattern = "".join(
        "(?:.*\n)*" if line == _ANYTHING else f"{_pattern_of(line)}\n"
        for line in promised
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in shown)) is not None


def _pattern_of(line: str) -> str:
    return ".+".join(map(re.escape, line.split(_ANYTHING)))
