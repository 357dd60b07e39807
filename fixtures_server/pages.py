"""The pages for browsers, and the address that tells whether the server is up."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from inspect import getdoc
from pathlib import Path
from string import Template
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse
from fastapi.routing import APIRoute, APIWebSocketRoute

STATIC = Path(__file__).with_name("static")

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One line of the index.

    Attributes:
        kind: `WS` or `GET`.
        path: The path, with its parameters in braces.
        summary: What it does, in one sentence.
    """

    kind: Literal["WS", "GET"]
    path: str
    summary: str


def endpoints_of(routers: Iterable[APIRouter]) -> Iterator[Endpoint]:
    """Lists the endpoints, each with the first line of its docstring."""
    for route in (route for router in routers for route in router.routes):
        assert isinstance(route, APIRoute | APIWebSocketRoute)
        summary = (getdoc(route.endpoint) or "").partition("\n")[0]
        kind: Literal["WS", "GET"] = "GET" if isinstance(route, APIRoute) else "WS"
        yield Endpoint(kind, route.path, summary)


@router.get("/")
def index(request: Request) -> HTMLResponse:
    """Links to the pages, and lists the endpoints."""
    endpoints: tuple[Endpoint, ...] = request.app.state.endpoints
    rows = "\n".join(_row(endpoint) for endpoint in endpoints)
    template = Template((STATIC / "index.html").read_text(encoding="utf-8"))
    return HTMLResponse(template.substitute(endpoints=rows))


def _row(endpoint: Endpoint) -> str:
    return (
        f"<tr><td>{endpoint.kind}</td><td><code>{escape(endpoint.path)}</code></td>"
        f"<td>{_with_code(escape(endpoint.summary))}</td></tr>"
    )


def _with_code(text: str) -> str:
    """Marks up what stands between backticks as code."""
    quoted = text.split("`")
    return "".join(
        f"<code>{part}</code>" if n % 2 else part for n, part in enumerate(quoted)
    )


@router.get("/pages/{name}")
def page(name: Literal["echo", "items", "chat"]) -> FileResponse:
    """Shows `echo`, `items` or `chat` as a page for browsers."""
    return FileResponse(STATIC / f"{name}.html")


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """Says that the server is up."""
    return {"status": "ok"}
