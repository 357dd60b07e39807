"""The terminal of this process: here a real one, of a child."""

import sys

import pexpect

CHILD = """
from wscli.repl.terminal import open_terminal
with open_terminal() as (typing, output):
    output.write("drawn"); output.flush()
    print([press.data for press in typing.read_keys()] or "none")
"""


def test_keys_and_drawing_go_to_the_terminal():
    child = pexpect.spawn(sys.executable, ["-c", CHILD], timeout=20)
    child.expect_exact("drawn")
    child.expect_exact("none")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
