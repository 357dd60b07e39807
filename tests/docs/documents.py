"""The documents for those who use wscli."""

from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
README = ROOT / "README.md"
DOCUMENTS = (README, *sorted((ROOT / "docs").glob("*.md")), ROOT / "examples/README.md")


def name_of(document: Path) -> str:
    """Names a document as a reader would."""
    return document.relative_to(ROOT).as_posix()


def table_under(heading: str, document: Path = README) -> list[tuple[str, ...]]:
    """Returns the rows of the first table under a heading, without its head."""
    lines = iter(document.read_text("utf-8").splitlines())
    for line in lines:
        if line.lstrip("#") == f" {heading}":
            break
    rows = []
    for line in lines:
        if line.startswith("|"):
            rows.append(tuple(cell.strip() for cell in line.strip("|").split("|")))
        elif rows:
            break
    return rows[2:]
