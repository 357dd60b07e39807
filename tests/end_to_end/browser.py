"""A headless Chromium, and the pages of the fixture server in it."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from tests.end_to_end.process import PATIENCE

_POLL = 0.02

_FLAGS = (
    "--headless=new",
    # As root, and with the little shared memory of a container.
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    # Nothing but the pages: no questions, no calls home.
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def chromium(folder: Path) -> Iterator[webdriver.Chrome]:
    """Run the browser during a block, with its profile in a fresh folder."""
    browser, driver = _find("chromium"), _find("chromedriver")
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for flag in (*_FLAGS, f"--user-data-dir={folder}"):
        options.add_argument(flag)
    running = webdriver.Chrome(options, webdriver.ChromeService(driver))
    try:
        running.set_page_load_timeout(PATIENCE)
        yield running
    finally:
        running.quit()


def _find(program: str) -> str:
    """Return the path of a program; without it, skip, or fail where one must be."""
    path = shutil.which(program)
    if path is not None:
        return path
    reason = f"{program} is not installed"
    if os.environ.get("WSCLI_REQUIRE_BROWSER"):
        pytest.fail(reason)
    pytest.skip(reason)


class Page:
    """One of the pages, in a tab of its own."""

    def __init__(self, browser: webdriver.Chrome, url: str) -> None:
        """Open the page in a new tab."""
        self._browser = browser
        browser.switch_to.new_window("tab")
        self._tab = browser.current_window_handle
        browser.get(url)

    @property
    def messages(self) -> list[str]:
        """What the list of messages shows, in order, both ways."""
        self._look()
        items = self._browser.find_elements(By.CSS_SELECTOR, "#messages li")
        return [item.text for item in items]

    @property
    def links(self) -> list[str]:
        """Where the links of the page lead, as written."""
        self._look()
        anchors = self._browser.find_elements(By.TAG_NAME, "a")
        return [anchor.get_dom_attribute("href") for anchor in anchors]

    @property
    def status(self) -> str:
        """What the page says about its connection."""
        return self.text("status")

    def text(self, name: str) -> str:
        """Return what an element shows."""
        return self._element(name).text

    def enter(self, name: str, value: str) -> None:
        """Put a value into a field."""
        field = self._element(name)
        field.clear()
        field.send_keys(value)

    def click(self, name: str) -> None:
        """Press a button."""
        self._element(name).click()

    def say(self, message: str) -> None:
        """Send a message."""
        self.enter("message", message)
        self.click("send")

    def wait_for_messages(self, *messages: str) -> None:
        """Wait until the list shows these messages and no others."""
        _wait_until(lambda: self.messages, list(messages))

    def wait_for_status(self, text: str) -> None:
        """Wait until the page says this about its connection."""
        _wait_until(lambda: self.status, text)

    def leave(self) -> None:
        """Close the tab."""
        self._look()
        self._browser.close()
        self._browser.switch_to.window(self._browser.window_handles[0])

    def _look(self) -> None:
        self._browser.switch_to.window(self._tab)

    def _element(self, name: str) -> WebElement:
        self._look()
        return self._browser.find_element(By.ID, name)


def _wait_until(look: Callable[[], object], expected: object) -> None:
    end = time.monotonic() + PATIENCE
    while (seen := look()) != expected:
        assert time.monotonic() < end, f"waited for {expected!r}; there is {seen!r}"
        time.sleep(_POLL)
