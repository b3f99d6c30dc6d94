"""Who wants to hear that stored facts have changed: screens draw again, the outbox sends."""

import logging
from collections.abc import Callable

Listener = Callable[[], None]

log = logging.getLogger(__name__)


class Changes:
    def __init__(self) -> None:
        self._listeners: dict[object, Listener] = {}

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` at every change until the returned function is called."""
        place = object()
        self._listeners[place] = listener
        return lambda: self._leave(place)

    def _leave(self, place: object) -> None:
        self._listeners.pop(place, None)

    def emit(self) -> None:
        """Tell everyone; who leaves meanwhile is not told, who fails does not stop the others."""
        for place, listener in list(self._listeners.items()):
            if place not in self._listeners:
                continue
            try:
                listener()
            except Exception:
                log.exception("a listener of changes failed")
