"""Who wants to hear that stored facts have changed: screens draw again, the outbox sends."""

import logging
from collections.abc import Callable

Listener = Callable[[], None]

log = logging.getLogger(__name__)


class Changes:
    def __init__(self) -> None:
        self._listeners: dict[object, tuple[Listener, bool]] = {}

    def subscribe(self, listener: Listener, *, hears_answers: bool = True) -> Callable[[], None]:
        """Call `listener` at every change until the returned function is called.

        Without `hears_answers` not at those that only an open inspection sees: an answer shows at
        once, and what it cannot change need not be read again first.
        """
        place = object()
        self._listeners[place] = listener, hears_answers
        return lambda: self._leave(place)

    def _leave(self, place: object) -> None:
        self._listeners.pop(place, None)

    def emit(self, *, is_answer: bool = False) -> None:
        """Tell everyone; who leaves meanwhile is not told, who fails does not stop the others."""
        for place, (listener, hears_answers) in list(self._listeners.items()):
            if place not in self._listeners or (is_answer and not hears_answers):
                continue
            try:
                listener()
            except Exception:
                log.exception("a listener of changes failed")
