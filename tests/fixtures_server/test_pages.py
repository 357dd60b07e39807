"""The pages for browsers, as far as they can be seen without one."""

import re
from html.parser import HTMLParser

import pytest
from fastapi.testclient import TestClient

from fixtures_server.app import ROUTERS, create_app
from fixtures_server.pages import STATIC, endpoints_of

PAGES = ["/", "/pages/echo", "/pages/items", "/pages/chat"]


class Page(HTMLParser):
    """What a page refers to, and the ids of its elements."""

    def __init__(self, text):
        super().__init__()
        self.links, self.ids, self.labelled = set(), set(), set()
        self._open = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.links |= {attributes.get("href"), attributes.get("src")} - {None}
        self.ids |= {attributes.get("id")} - {None}
        if tag == "input":
            if "label" in self._open:
                self.labelled.add(attributes["id"])
        elif tag not in {"meta", "link"}:
            self._open.append(tag)

    def handle_endtag(self, tag):
        while self._open.pop() != tag:
            pass


@pytest.fixture
def client():
    return TestClient(create_app())


def test_the_server_says_that_it_is_up(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_an_unknown_address_is_404(client):
    assert client.get("/nothing").status_code == 404


def test_an_endpoint_without_a_handshake_is_404(client):
    assert client.get("/ws").status_code == 404


def test_an_unknown_page_is_refused(client):
    assert client.get("/pages/secret").status_code == 422


def test_there_is_no_api_documentation_that_loads_from_elsewhere(client):
    assert client.get("/docs").status_code == 404


def test_the_index_links_to_the_pages(client):
    assert Page(client.get("/").text).links >= {*PAGES[1:]}


def test_the_index_lists_every_endpoint_with_what_it_does(client):
    text = client.get("/").text
    endpoints = list(endpoints_of(ROUTERS))
    assert len(endpoints) > 30
    for endpoint in endpoints:
        assert endpoint.summary.endswith(".")
        assert f"<td>{endpoint.kind}</td><td><code>{endpoint.path}</code></td>" in text
    assert "<code>Message text was: {data}</code>" in text
    assert "$" not in text
    assert "`" not in text


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_html_and_everything_it_needs_is_served_here(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    for link in Page(response.text).links - {"data:,"}:
        assert link.startswith("/")
        assert client.get(link).status_code == 200


@pytest.mark.parametrize("path", PAGES[1:])
def test_a_page_has_the_elements_that_its_script_looks_for(client, path):
    page = Page(client.get(path).text)
    script = (STATIC / "conversation.js").read_text(encoding="utf-8")
    wanted = set(re.findall(r'element\("([a-z-]+)"\)', script))
    assert len(wanted) == 9
    assert page.ids >= wanted


@pytest.mark.parametrize(
    ("path", "inputs"),
    [
        ("/pages/echo", {"message"}),
        ("/pages/items", {"message", "item-id", "token"}),
        ("/pages/chat", {"message"}),
    ],
)
def test_every_input_of_a_page_has_a_label(client, path, inputs):
    assert Page(client.get(path).text).labelled == inputs


def test_the_chat_page_shows_the_client_id(client):
    assert "client-id" in Page(client.get("/pages/chat").text).ids


def test_nothing_static_loads_from_elsewhere():
    for path in STATIC.iterdir():
        text = path.read_text(encoding="utf-8")
        assert "http:" not in text
        assert "https:" not in text.replace('"https:"', "")
