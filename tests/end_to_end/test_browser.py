"""The pages of the fixture server in a real browser, and wscli in the same chat."""

import pytest

from tests.end_to_end.browser import Page, chromium
from tests.end_to_end.server import serving

# One browser is enough: where tests run side by side, these keep together.
pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    with chromium(tmp_path_factory.mktemp("browser")) as browser:
        yield browser


@pytest.fixture
def visit(browser, server):
    """Opens a page in a tab of its own: `visit("/pages/echo")`."""
    pages = []

    def visit(path):
        pages.append(Page(browser, server.replace("ws://", "http://") + path))
        return pages[-1]

    yield visit
    for page in pages:
        page.leave()


def test_the_index_leads_to_the_pages(visit):
    page = visit("/")
    for name in ("echo", "items", "chat"):
        assert f"/pages/{name}" in page.links


def test_the_echo_page_shows_what_it_sent_and_heard(visit, server):
    page = visit("/pages/echo")
    page.wait_for_status("Connected")
    assert page.text("url") == f"{server}/ws"
    page.say("hello")
    page.wait_for_messages("hello", "Message text was: hello")


def test_the_page_says_when_it_closed_and_with_which_code(visit):
    page = visit("/pages/echo")
    page.wait_for_status("Connected")
    page.click("close")
    page.wait_for_status("Closed with code 1000")
    page.click("connect")
    page.wait_for_status("Connected")


def test_the_page_says_that_the_server_closed(browser, tmp_path):
    with serving(tmp_path) as address:
        page = Page(browser, f"{address.replace('ws:', 'http:')}/pages/echo")
        page.wait_for_status("Connected")
    page.wait_for_status("Closed with code 1012")
    page.leave()


def test_the_items_page_connects_with_a_token(visit, server):
    page = visit("/pages/items")
    assert page.status == "Not connected"
    page.enter("item-id", "bar")
    page.enter("token", "abc")
    assert page.text("url") == f"{server}/items/bar/ws?token=abc"
    page.click("connect")
    page.wait_for_status("Connected")
    page.say("hi")
    page.wait_for_messages(
        "hi",
        "Session cookie or query token value is: abc",
        "Message text was: hi, for item ID: bar",
    )


def test_the_chat_page_shows_its_client_id_and_two_tabs_talk(visit):
    ann, bob = visit("/pages/chat?client_id=11"), visit("/pages/chat?client_id=12")
    assert ann.text("client-id") == "11"
    ann.wait_for_status("Connected")
    bob.wait_for_status("Connected")
    ann.say("hi, bob")
    ann.wait_for_messages("hi, bob", "You wrote: hi, bob", "Client #11 says: hi, bob")
    bob.wait_for_messages("Client #11 says: hi, bob")


def test_the_chat_page_chooses_an_id_where_none_is_asked_for(visit):
    page = visit("/pages/chat")
    page.wait_for_status("Connected")
    assert page.text("client-id").isdecimal()


def test_an_id_that_is_no_number_is_refused(visit):
    page = visit("/pages/chat?client_id=ann")
    page.wait_for_status(
        "Closed with code 1006 (refused, or lost without a Close frame)"
    )


def test_markup_in_a_message_is_text(visit):
    page = visit("/pages/echo")
    page.wait_for_status("Connected")
    page.say("<b>bold</b>")
    page.wait_for_messages("<b>bold</b>", "Message text was: <b>bold</b>")


# The same room, from a browser tab and from a terminal.


def test_a_tab_and_a_terminal_talk_in_the_same_chat(visit, terminal, server):
    tab = visit("/pages/chat?client_id=21")
    tab.wait_for_status("Connected")
    screen = terminal("connect", f"{server}/ws/22")
    screen.wait_for_lines("opened", ">")
    screen.type("hello from the terminal\r")
    tab.wait_for_messages("Client #22 says: hello from the terminal")
    tab.say("hello from the tab")
    screen.wait_for_lines(
        "opened",
        "> hello from the terminal",
        "< You wrote: hello from the terminal",
        "< Client #22 says: hello from the terminal",
        "< Client #21 says: hello from the tab",
        ">",
    )
    screen.type("/quit\r")
    assert screen.wait() == 0
    tab.wait_for_messages(
        "Client #22 says: hello from the terminal",
        "hello from the tab",
        "You wrote: hello from the tab",
        "Client #21 says: hello from the tab",
        "Client #22 left the chat",
    )


def test_a_tab_and_a_pipe_talk_in_the_same_chat(visit, wscli, server):
    tab = visit("/pages/chat?client_id=31")
    tab.wait_for_status("Connected")
    with wscli.start("connect", f"{server}/ws/32", "--wait", "0.1") as running:
        running.write(b"hello from the pipe\n")
        assert running.read_line() == "You wrote: hello from the pipe"
        assert running.read_line() == "Client #32 says: hello from the pipe"
        tab.say("hello from the tab")
        assert running.read_line() == "Client #31 says: hello from the tab"
        tab.click("close")
        assert running.read_line() == "Client #31 left the chat"
        running.close_stdin()
        assert running.wait().exit_code == 0
    tab.wait_for_status("Closed with code 1000")


def test_a_newer_wscli_replaces_nobody_in_the_tutorial_chat(visit, wscli, server):
    tab = visit("/pages/chat?client_id=41")
    tab.wait_for_status("Connected")
    result = wscli("send", f"{server}/ws/41", "hi", "-n", "2")
    assert result.lines == ["You wrote: hi", "Client #41 says: hi"]
    tab.wait_for_messages("Client #41 says: hi", "Client #41 left the chat")
    assert tab.status == "Connected"
