"""Calls from the Python worker to the page, and the page's events.

One BroadcastChannel, shared with every tab of this origin and with the service worker:

    worker → all    {hello: worker, tab}          which page is mine?
    page → all      {claim: worker, page}         I am
    worker → page   {to: page, bound: worker}     settled; no other worker is served from now on
    worker → page   {to: page, id, call, given}
    worker → page   {to: page, cancel: id}
    page → worker   {id, ok} or {id, error: {name, message}}
    anyone → all    {ev, value, page}             an event; without `page` it concerns every tab
    worker → all    "skipWaiting", "checkUpdate"  for the script that registered the service worker
"""

import asyncio
import itertools
import logging
from collections.abc import Callable
from typing import Any

import js
from pyodide.ffi import create_proxy, jsnull

from inspect_app.platform.browser.script import plain

CHANNEL = "inspect-app"
HELLO_EVERY_S = 0.1
PAGE_WAIT_S = 20.0
CALL_TIMEOUT_S = 10.0
logger = logging.getLogger(__name__)

Listener = Callable[[str, object], None]


class PageError(Exception):
    """The page answered with an exception of its own; `name` is JavaScript's."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}")
        self.name = name


class Bridge:
    """The worker's end. It lives as long as the worker does."""

    def __init__(self) -> None:
        self._tag: str = js.crypto.randomUUID()
        self._numbers = itertools.count(1)
        self._waiting: dict[str, asyncio.Future[Any]] = {}
        self._page: asyncio.Future[str] | None = None
        self._listeners: list[Listener] = []
        self._channel = js.BroadcastChannel.new(CHANNEL)
        self._channel.onmessage = create_proxy(self._hear)

    async def call(
        self, name: str, /, *, timeout_s: float | None = CALL_TIMEOUT_S, **given: object
    ) -> Any:
        """Let the page do `name` and return its answer as a JavaScript value.

        Without a timeout it waits for a person. Raises `PageError` and `TimeoutError`.
        """
        page = await self._my_page()
        number = f"{self._tag}-{next(self._numbers)}"
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        self._post(to=page, id=number, call=name, given=given)
        try:
            return await asyncio.wait_for(answer, timeout_s)
        except (asyncio.CancelledError, TimeoutError):
            self._post(to=page, cancel=number)
            raise
        finally:
            self._waiting.pop(number, None)

    def listen(self, listener: Listener) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def say(self, word: str) -> None:
        """Tell every script of this origin one word."""
        self._channel.postMessage(word)

    def _post(self, **message: object) -> None:
        self._channel.postMessage(plain(message))

    async def _my_page(self) -> str:
        """Who serves us; asked again until the page's script runs."""
        if self._page is None:
            self._page = asyncio.get_running_loop().create_future()
            async with asyncio.timeout(PAGE_WAIT_S):
                await self._greet(self._page)
        return await asyncio.shield(self._page)

    async def _greet(self, page: asyncio.Future[str]) -> None:
        try:
            while not page.done():
                self._post(hello=self._tag, tab=getattr(js, "name", "") or "")
                await asyncio.wait([page], timeout=HELLO_EVERY_S)
        except BaseException:
            self._page = None
            page.cancel()
            raise

    def _hear(self, event: Any) -> None:
        message = event.data
        kind = getattr(message, "constructor", None)
        if kind is None or kind.name != "Object":
            return
        if hasattr(message, "claim"):
            self._hear_claim(message.claim, message.page)
        elif hasattr(message, "ev"):
            self._hear_event(message)
        elif (answer := self._waiting.get(getattr(message, "id", ""))) and not answer.done():
            if hasattr(message, "error"):
                answer.set_exception(PageError(message.error.name, message.error.message))
            elif hasattr(message, "ok"):
                answer.set_result(_or_none(message.ok))

    def _hear_claim(self, worker: str, page: str) -> None:
        if worker == self._tag and self._page is not None and not self._page.done():
            self._page.set_result(page)
            self._post(to=page, bound=self._tag)

    def _hear_event(self, message: Any) -> None:
        page = getattr(message, "page", None)
        mine = self._page.result() if self._page is not None and self._page.done() else None
        if page is not None and page != mine:
            return
        for listener in tuple(self._listeners):
            listener(message.ev, _or_none(getattr(message, "value", None)))


def _or_none(value: Any) -> Any:
    """JavaScript's null is a value of its own in Python."""
    return None if value is jsnull else value
