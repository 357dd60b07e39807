"""An old Python is told so in one sentence."""

import ast
from pathlib import Path

import pytest

from tests.checks.python_version import refuse

CHECKS = Path(__file__).parent


@pytest.mark.parametrize("version", [(3, 11), (3, 14), (4, 0)])
def test_a_python_that_will_do(version):
    assert refuse(version) is None


@pytest.mark.parametrize("version", [(3, 10), (3, 6)])
def test_a_python_that_is_too_old(version):
    assert refuse(version) == (
        f"wscli needs Python 3.11 or later, and this is Python 3.{version[1]}:"
        " run the tests with a newer one, such as `python3.13 -m tests`."
    )


@pytest.mark.parametrize("file", ["../__main__.py", "python_version.py"])
def test_an_old_python_can_read_its_refusal(file):
    ast.parse((CHECKS / file).read_text("utf-8"), feature_version=(3, 4))
