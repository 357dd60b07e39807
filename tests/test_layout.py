"""Where things are: each file has its test, and can be read in one sitting."""

import ast
import re
from pathlib import Path

import wscli

ROOT = Path(__file__).parent.parent
TESTS = ROOT / "tests"
LONGEST = {"wscli": 400, "fixtures_server": 400, "tests": 500}

# What is tested -> where its tests are, in the same folders under the same names.
MIRRORS = {
    ROOT / "wscli": TESTS,
    ROOT / "fixtures_server": TESTS / "fixtures_server",
    TESTS / "checks": TESTS / "checks",
}
# Tests of wscli as a whole mirror no file of it; neither do whole conversations, or
# the examples of the documents.
WHOLE = {TESTS / "end_to_end", TESTS / "docs"}
TESTS_OF_THE_WHOLE = {
    TESTS / "test_architecture.py",
    TESTS / "test_layout.py",
    TESTS / "test_packaging.py",
}


def files_with_code(folder):
    for file in folder.rglob("*.py"):
        module = ast.parse(file.read_text("utf-8"))
        has_docstring = ast.get_docstring(module) is not None
        if file.name != "__init__.py" and len(module.body) > has_docstring:
            yield file


def wanted_tests():
    for folder, tests in MIRRORS.items():
        for file in files_with_code(folder):
            if not file.name.startswith("test_"):
                yield tests / file.relative_to(folder).with_name(name_of_test(file))


def name_of_test(file):
    """Names the test of a file: `test_main.py` for `__main__.py`."""
    return f"test_{file.stem.strip('_')}.py"


def listing(files):
    return sorted(str(file.relative_to(ROOT)) for file in files)


def present_tests():
    tests = set(TESTS.rglob("test_*.py")) - TESTS_OF_THE_WHOLE
    return {test for test in tests if WHOLE.isdisjoint(test.parents)}


def test_every_file_with_code_has_its_test():
    missing = listing(set(wanted_tests()) - present_tests())
    assert not missing, f"write these tests: {missing}"


def test_every_test_has_its_file():
    left_over = listing(present_tests() - set(wanted_tests()))
    assert not left_over, f"these test no file: {left_over}"


def test_no_file_is_too_long():
    too_long = listing(
        file
        for folder, longest in LONGEST.items()
        for file in (ROOT / folder).rglob("*.py")
        if len(file.read_text("utf-8").splitlines()) > longest
    )
    assert not too_long, f"split these: {too_long}"


def test_every_folder_with_code_is_a_package():
    for package in ("wscli", "fixtures_server"):
        folders = {file.parent for file in files_with_code(ROOT / package)}
        bare = [folder for folder in folders if not (folder / "__init__.py").exists()]
        # Coverage does not look into a folder without it, and misses what is untested.
        assert not bare, f"add an __init__.py: {listing(bare)}"


def test_the_changelog_tells_of_this_version():
    """Its newest release is this version; before the first, all is unreleased."""
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    headings = re.findall(r"^## (.+)$", changelog, re.MULTILINE)
    newest = next((text for text in headings if text != "[Unreleased]"), None)
    if newest is None:
        assert headings == ["[Unreleased]"]
    else:
        version = re.escape(f"[{wscli.__version__}]")
        assert re.fullmatch(rf"{version} - \d{{4}}-\d\d-\d\d", newest)
