"""A client without pixels: renders the app, finds controls by key, fires their events.

The one file that touches Flet's private names; it stands where the browser stands: it packs what
it is sent, answers the methods that Flet invokes on the client, and follows the routes it is given.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import flet as ft
import msgpack
from flet.controls.base_control import BaseControl
from flet.controls.context import _context_page
from flet.messaging.connection import Connection
from flet.messaging.protocol import (
    Message,
    MessageAction,
    configure_encode_object_for_msgpack,
)
from flet.messaging.session import Session
from flet.pubsub.pubsub_hub import PubSubHub

PHONE, TABLET = (390, 844), (834, 1194)
SETTLED_AFTER = 12
"""Turns of the loop without a message after which the app is taken to be at rest."""

_encode = configure_encode_object_for_msgpack(BaseControl)


class RecordingClient(Connection):
    """What Flet sees as the client. `answers` maps a method's name to what it returns."""

    def __init__(self) -> None:
        super().__init__()
        self.pubsubhub = PubSubHub()
        self.page_url = "http://test"
        self.messages: list[Message] = []
        self.invoked: list[tuple[str, Any]] = []
        self.answers: dict[str, Callable[[Any], Any]] = {}
        self.session: Session | None = None

    def send_message(self, message: Message) -> None:
        # Packing is what makes Flet remember the tree that it later compares with.
        msgpack.packb([message.action.value, message.body], default=_encode)
        self.messages.append(message)
        if message.action == MessageAction.INVOKE_METHOD:
            asyncio.get_running_loop().call_soon(self._answer, message.body)

    def crashes(self) -> list[str]:
        return [m.body.message for m in self.messages if m.action == MessageAction.SESSION_CRASHED]

    def _answer(self, asked: Any) -> None:
        assert self.session is not None
        self.invoked.append((asked.name, asked.args))
        answer = self.answers.get(asked.name)
        self.session.handle_invoke_method_results(
            asked.control_id, asked.call_id, answer(asked.args) if answer else None, None
        )


class Screen:
    """What a test sees and does."""

    def __init__(self, session: Session, client: RecordingClient) -> None:
        self._session = session
        self.client = client
        client.answers["push_route"] = self._follow
        self._routes: list[asyncio.Task[None]] = []

    @property
    def page(self) -> ft.Page:
        return self._session.page

    @property
    def route(self) -> str:
        return self.page.route

    async def settle(self) -> None:
        """Let every task that is ready run; raise what ended Flet's update loop."""
        quiet, seen = 0, -1
        while quiet < SETTLED_AFTER:
            await asyncio.sleep(0)
            quiet = quiet + 1 if len(self.client.messages) == seen else 0
            seen = len(self.client.messages)
        updates = self._session._Session__updates_task
        if updates and updates.done():
            updates.result()

    async def until(self, condition: Callable[[], bool], timeout_s: float = 5) -> None:
        """Wait for what a background task brings about."""
        async with asyncio.timeout(timeout_s):
            while not condition():  # noqa: ASYNC110 - what it waits for sets no event
                await asyncio.sleep(0.01)
        await self.settle()

    def controls(self, under: object = None) -> Iterator[BaseControl]:
        """Yield what the top view and the open dialogs show, in reading order."""
        yield from _walk([under] if under is not None else [self.top(), *self._open_dialogs()])

    def views(self) -> list[ft.View]:
        """Return the stack of views, the one on top last."""
        drawn = _walk([self.page.views], stop_at=ft.View)
        return [view for view in drawn if isinstance(view, ft.View)]

    def top(self) -> object:
        views = self.views()
        return views[-1] if views else self.page.views

    def has(self, key: str) -> bool:
        return any(self._with_key(key))

    def by_key(self, key: str) -> BaseControl:
        found = list(self._with_key(key))
        assert len(found) == 1, f"{len(found)} controls with key {key!r}; there are {self.keys()}"
        return found[0]

    def keys(self) -> list[str]:
        return [str(c.key) for c in self.controls() if getattr(c, "key", None) and c._c != "C"]

    def texts(self, under: str | None = None) -> list[str]:
        """Return all that can be read, below the control with key `under`."""
        start = self.by_key(under) if under else None
        return [text for control in self.controls(start) for text in _words(control)]

    def reads(self, words: str, under: str | None = None) -> bool:
        return any(words in text for text in self.texts(under))

    async def go(self, route: str) -> None:
        await self._follow_to(route)
        await self.settle()

    async def tap(self, key: str) -> None:
        control = self.by_key(key)
        assert not getattr(control, "disabled", False), f"{key} is disabled"
        await self.fire(control, "click")

    async def type(self, key: str, text: str) -> None:
        await self.fire(self.by_key(key), "change", value=text)

    async def type_and_tap(self, field: str, text: str, button: str) -> None:
        """Do both before the app draws again: a phone may be slower than its person."""
        for key, event, props in ((field, "change", {"value": text}), (button, "click", {})):
            control = self.by_key(key)
            self._session.apply_patch(control._i, props)
            await self._session.dispatch_event(control._i, event, props.get("value"))
        await self.settle()
        assert not self.client.crashes(), self.client.crashes()[-1]

    async def fire(self, control: BaseControl, event: str, data: Any = None, **props: Any) -> None:
        """Set `props` as the client would, then tell the app of `event`."""
        self._session.apply_patch(control._i, props)
        await self._session.dispatch_event(
            control._i, event, props.get("value") if data is None else data
        )
        await self.settle()
        assert not self.client.crashes(), self.client.crashes()[-1]

    async def resize(self, width_px: int, height_px: int) -> None:
        page = self.page
        self._session.apply_page_patch({"width": width_px, "height": height_px})
        size = {"width": width_px, "height": height_px}
        await self._session.dispatch_event(page._i, "resize", size)
        await self.settle()

    def _with_key(self, key: str) -> Iterator[BaseControl]:
        return (
            control
            for control in self.controls()
            if getattr(control, "key", None) == key and control._c != "C"
        )

    def _open_dialogs(self) -> list[BaseControl]:
        return [dialog for dialog in self.page._dialogs.controls if dialog.open]

    def _follow(self, args: dict[str, Any]) -> None:
        self._routes.append(asyncio.ensure_future(self._follow_to(args["route"])))

    async def _follow_to(self, route: str) -> None:
        self.page.route = route
        await self._session.dispatch_event(self.page._i, "route_change", {"route": route})


def _walk(roots: list[object], stop_at: type | None = None) -> Iterator[BaseControl]:
    stack, seen = list(roots), set()
    while stack:
        value = stack.pop(0)
        if isinstance(value, list | tuple):
            stack[:0] = value
        elif isinstance(value, BaseControl) and id(value) not in seen:
            seen.add(id(value))
            yield value
            if stop_at is not None and isinstance(value, stop_at):
                continue
            stack[:0] = [
                getattr(value, field.name, None)
                for field in dataclasses.fields(value)
                if not field.metadata.get("skip")
            ]


def _words(control: BaseControl) -> Iterator[str]:
    if isinstance(control, ft.Text) and control.value:
        yield control.value
    for name in ("content", "label", "hint_text", "error", "tooltip", "helper"):
        words = getattr(control, name, None)
        if isinstance(words, str) and words:
            yield words


@asynccontextmanager
async def mounted(
    component: Callable[..., Any],
    *args: Any,
    route: str = "/",
    size: tuple[int, int] = PHONE,
    views: bool = True,
    **kwargs: Any,
) -> AsyncIterator[Screen]:
    """Open `component` as the page's views (or, without `views`, as its content)."""
    client = RecordingClient()
    client.loop = asyncio.get_running_loop()
    session = Session(client)
    client.session = session
    token = _context_page.set(session.page)
    screen = Screen(session, client)
    try:
        msgpack.packb(session.get_page_patch(), default=_encode)
        session.apply_page_patch({"route": route, "width": size[0], "height": size[1]})
        render = session.page.render_views if views else session.page.render
        render(component, *args, **kwargs)
        await screen.settle()
        yield screen
    finally:
        session.close()
        for _ in range(SETTLED_AFTER):
            await asyncio.sleep(0)
        _context_page.reset(token)
