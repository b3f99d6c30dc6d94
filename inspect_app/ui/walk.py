"""What the cards of a walk may ask for: one object, the same at every draw."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

from forms.errors import FormError, InvalidAnswer
from forms.sheet import Sheet
from forms.terms import Grade, Result
from inspect_app.errors import AppError
from inspect_app.services import Services
from inspect_app.services.evidence import camera_texts
from inspect_app.services.inspections import OpenInspection
from inspect_app.services.past_failures import PastFailure
from inspect_app.strings import Strings
from inspect_app.ui.tasks import notify_error, start
from inspect_app.ui.walk_parts import Parts


class Walk:
    """Each verb has saved when it returns; what a card shows is what the store has.

    Cards are memo components: a handler made anew at every draw would draw all of them anew.
    """

    def __init__(
        self,
        services: Services,
        t: Strings,
        draft_id: str,
        parts: Parts,
        *,
        on_saving: Callable[[str, bool], None],
        on_explain: Callable[[str], None],
        on_photo: Callable[[str, str], None],
        on_sign: Callable[[str], None],
    ) -> None:
        self._services = services
        self._inspections = services.inspections
        self._t = t
        self._draft_id = draft_id
        self.parts = parts
        """What the cards draw, each its own part."""
        self._on_saving = on_saving
        self.explain = on_explain
        """Show method and basis of the item in a slot."""
        self.show_photo = on_photo
        """Show one photo of a slot, large."""
        self.sign = on_sign
        """Let somebody sign in a slot."""
        self.at = ""
        """The slot that was touched or visited last on this screen."""

    def opened(self) -> OpenInspection:
        return self._inspections.open(self._draft_id)

    def visit(self, slot_key: str) -> Sheet:
        """Remember that the inspector is at a slot; returns the sheet as it stands."""
        self._do(slot_key, lambda: self._inspections.visit(self._draft_id, slot_key))
        return self.opened().sheet

    def attributes_for(self, slot_key: str) -> Mapping[str, object]:
        return self.opened().sheet.attributes_for(slot_key)

    def carried(self, slot_key: str) -> PastFailure | None:
        """That the item failed here before."""
        return self.opened().carried.get(slot_key)

    def mark(self, slot_key: str, result: Result) -> None:
        self._do(slot_key, lambda: self._mark(slot_key, result))

    def enter(self, slot_key: str, text: str) -> str:
        """Return what is wrong with `text` in the person's words; empty when it was saved."""
        self.at = slot_key
        try:
            self._inspections.enter(self._draft_id, slot_key, text, self._t.language)
        except InvalidAnswer as error:
            return self._t(error.key, **error.params)
        except (AppError, FormError) as error:
            notify_error(self._t, error)
        return ""

    def enter_now(self, slot_key: str) -> None:
        self._do(slot_key, lambda: self._inspections.enter_now(self._draft_id, slot_key))

    def scan_into(self, slot_key: str) -> None:
        """Read a code with the camera into a slot."""
        camera = self._services.host.camera
        self._take_in(slot_key, lambda: camera.scan(camera_texts(self._t)))

    def locate(self, slot_key: str) -> None:
        """Enter where the phone is."""
        self._take_in(slot_key, self._services.evidence.position_text)

    def set_grade(self, slot_key: str, grade: Grade) -> None:
        self._do(slot_key, lambda: self._inspections.set_grade(self._draft_id, slot_key, grade))

    def set_note(self, slot_key: str, note: str) -> None:
        self._do(slot_key, lambda: self._inspections.set_note(self._draft_id, slot_key, note))

    def set_reason(self, slot_key: str, reason: str) -> None:
        self._do(slot_key, lambda: self._inspections.set_reason(self._draft_id, slot_key, reason))

    def shoot(self, slot_key: str) -> None:
        """Photograph for a slot with the camera."""
        evidence = self._services.evidence
        self._add_photo(slot_key, lambda: evidence.shoot(self._draft_id, slot_key, self._t))

    def pick(self, slot_key: str) -> None:
        """Choose pictures for a slot from the album."""
        evidence = self._services.evidence
        self._add_photo(slot_key, lambda: evidence.pick(self._draft_id, slot_key, self._t))

    def pick_file(self, slot_key: str) -> None:
        """Record or choose the file that an item asks for."""
        evidence = self._services.evidence
        self.at = slot_key
        start(self._t, lambda: evidence.pick_file(self._draft_id, slot_key, self._t))

    def drop_file(self, slot_key: str) -> None:
        self._do(slot_key, lambda: self._inspections.detach_file(self._draft_id, slot_key))

    def add_place(self, slot_key: str, on_place: Callable[[str], object]) -> None:
        """Find out where the phone is, for a line or an area that is not whole yet."""
        self.at = slot_key
        start(self._t, self._services.evidence.position_text, on_place)

    def detach(self, slot_key: str, sha256: str) -> None:
        self._do(slot_key, lambda: self._inspections.detach(self._draft_id, slot_key, sha256))

    def photo_bytes(self, sha256: str) -> bytes | None:
        """Return None when the photo is not on this device."""
        with suppress(AppError):
            return self._services.evidence.bytes_of(sha256)
        return None

    def _add_photo(self, slot_key: str, verb: Callable[[], object]) -> None:
        self.at = slot_key
        self._on_saving(slot_key, True)
        start(self._t, verb, finally_=lambda: self._on_saving(slot_key, False))

    def _take_in(self, slot_key: str, read: Callable[[], Awaitable[str | None]]) -> None:
        self.at = slot_key
        start(self._t, read, lambda text: self.enter(slot_key, text) if text else None)

    def _mark(self, slot_key: str, result: Result) -> None:
        self._inspections.mark(self._draft_id, slot_key, result, self._t.language)

    def _do(self, slot_key: str, verb: Callable[[], object]) -> None:
        self.at = slot_key
        try:
            verb()
        except (AppError, FormError) as error:
            notify_error(self._t, error)
