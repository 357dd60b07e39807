"""Each example of the documents is played at a terminal, and shows what it promises."""

import pytest

from tests.docs.documents import DOCUMENTS, name_of
from tests.docs.examples import Example, blocks_of, examples_of, is_as_promised
from tests.docs.screen import Screen
from tests.docs.world import environment_of_a_reader, require_programs

SESSIONS = [
    pytest.param(block, id=f"{name_of(document)}:{block.line}")
    for document in DOCUMENTS
    for block in blocks_of(document)
    if block.language == "console"
]


@pytest.mark.parametrize("block", SESSIONS)
def test_a_session_goes_as_the_document_says(block, world, tmp_path):
    require_programs(block.text)
    environment = environment_of_a_reader(home=tmp_path)
    with world.folder() as folder:
        for example in examples_of(block):
            screen = Screen(world.to_real(example.command), folder, environment)
            exit_code = screen.play(example.output)
            shown = world.to_documented("\n".join(screen.lines)).splitlines()
            if not is_as_promised(example.output, shown):
                pytest.fail(report(example, shown), pytrace=False)
            assert exit_code == example.exit_code, example.command


def report(example, shown):
    promised = "\n".join(example.output)
    seen = "\n".join(shown)
    return f"$ {example.command}\n-- promised\n{promised}\n-- shown\n{seen}"


def read(tmp_path, *lines):
    document = tmp_path / "document.md"
    text = "\n".join(["Before.", "", "```console", *lines, "```", ""])
    document.write_text(text, "utf-8")
    [block] = blocks_of(document)
    assert (block.line, block.language) == (3, "console")
    return examples_of(block)


def test_commands_have_the_output_that_follows(tmp_path):
    assert read(tmp_path, "$ one", "1", "", "2", "$ two") == [
        Example("one", ("1", "", "2")),
        Example("two", ()),
    ]


def test_a_command_goes_on_after_a_backslash(tmp_path):
    assert read(tmp_path, "$ one \\", "  two \\", "  three", "1") == [
        Example("one \\\n  two \\\n  three", ("1",))
    ]


def test_the_exit_code_is_what_the_shell_is_asked_for(tmp_path):
    assert read(tmp_path, "$ one", "1", "$ echo $?", "4", "$ two") == [
        Example("one", ("1",), exit_code=4),
        Example("two", ()),
    ]


@pytest.mark.parametrize(
    ("promised", "shown"),
    [
        ([], []),
        (["a", "b"], ["a", "b"]),
        (["at … s"], ["at 0.5 s"]),
        (["a", "…", "d"], ["a", "b", "c", "d"]),
        (["a", "…", "d"], ["a", "d"]),
        (["(1.5)*"], ["(1.5)*"]),
    ],
)
def test_what_is_as_promised(promised, shown):
    assert is_as_promised(promised, shown)


@pytest.mark.parametrize(
    ("promised", "shown"),
    [
        (["a"], []),
        ([], ["a"]),
        (["a"], ["a", "b"]),
        (["at … s"], ["at  s"]),
        (["at … s"], ["at 0.5", "s"]),
        (["a", "…", "d"], ["a", "b"]),
        (["1.5"], ["1x5"]),
    ],
)
def test_what_is_not(promised, shown):
    assert not is_as_promised(promised, shown)
