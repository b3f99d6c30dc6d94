"""Photos stop at the reserve; answers and the submission go on."""

import pytest

from forms.terms import Result
from inspect_app.config import STORAGE_RESERVE_BYTES
from inspect_app.errors import RoomReserved
from inspect_app.platform.interface import StorageRoom
from inspect_app.strings import strings
from tests.ui.walks import a_device, a_draft


@pytest.mark.parametrize("missing", [1, 0])
async def test_photo_leaves_the_reserve_to_the_answers(tmp_path, missing):
    device = a_device(tmp_path)
    draft, services = a_draft(device), device.services
    slot = services.inspections.open(draft).sheet.slots[0].key
    services.inspections.mark(draft, slot, Result.failed)

    async def room():
        return StorageRoom(10**9, STORAGE_RESERVE_BYTES - missing, True)

    device.phone.storage_room = room
    device.phone.camera.before_it = [(b"picture",)]
    t = strings("zh_CN")
    try:
        if missing:
            with pytest.raises(RoomReserved) as caught:
                await services.evidence.pick(draft, slot, t)
            assert t(caught.value.key, **caught.value.params).startswith("只剩 30")
            services.inspections.set_note(draft, slot, "走道堆物")
        else:
            await services.evidence.pick(draft, slot, t)
        answer = services.inspections.open(draft).answers[slot]
        assert len(answer.photos) == 1 - missing
        assert (answer.note == "走道堆物") == bool(missing)
    finally:
        device.store.close()
