"""Scanning: every code gets an answer on the same screen, and an inspection begins from it."""

from datetime import timedelta

import pytest

from inspect_app.domain.inspection import InspectionKind
from inspect_app.domain.tag import human_code
from inspect_app.errors import CameraDenied
from tests.storage.factories import a_hazard
from tests.ui.walks import A_LIFT, ELSEWHERE, EXTINGUISHERS, TODAY, UNIT

TAG = "https://example.invalid/t/{id}?r=1"


@pytest.fixture
def scans(device):
    """Hold codes before the camera, one for each time it is opened."""

    def scans(*texts):
        device.phone.camera.before_it[:] = texts

    return scans


async def test_hit_shows_the_card_without_another_page(opened_app, scans):
    scans(TAG.format(id=EXTINGUISHERS[0].id))

    async with opened_app("/scan") as screen:
        assert screen.route == "/scan"
        assert screen.reads(EXTINGUISHERS[0].code, under="asset-card")
        assert screen.reads("3号楼1层东侧", under="asset-card")
        assert screen.reads("还没有检查过", under="asset-card")


async def test_inspection_begins_at_the_scanned_asset(device, opened_app, scans):
    scans(TAG.format(id=EXTINGUISHERS[0].id))

    async with opened_app("/scan") as screen:
        await screen.tap("begin-fire")

        (draft,) = device.services.inspections.unfinished()
        assert screen.route == f"/inspections/{draft.id}"
        assert draft.assets == (EXTINGUISHERS[0].id,)
        assert draft.kind is InspectionKind.supervision


async def test_next_scan_goes_on_with_the_inspection_that_was_begun(device, opened_app, scans):
    scans(*(TAG.format(id=asset.id) for asset in EXTINGUISHERS[:2]))

    async with opened_app("/scan") as screen:
        await screen.tap("begin-fire")
    async with opened_app("/scan") as screen:
        assert screen.reads("继续：", under=None)
        await screen.tap("begin-fire")

    (draft,) = device.services.inspections.unfinished()
    assert draft.assets == tuple(asset.id for asset in EXTINGUISHERS[:2])


async def test_foreign_code_is_named_and_kept(device, opened_app, scans):
    scans("https://96333.example/lift/123")

    async with opened_app("/scan") as screen:
        assert screen.reads("电梯使用标志", under="hit-foreign")
        assert screen.reads("https://96333.example/lift/123", under="hit-foreign")

    assert len(device.store.foreign_codes.all()) == 1


async def test_typed_code_with_a_wrong_check_character_asks_again(opened_app):
    right = human_code("0137", "FX", "03", 1)
    wrong = right[:-1] + ("A" if right[-1] != "A" else "B")

    async with opened_app("/scan") as screen:
        await screen.type("typed-code", wrong.lower())
        await screen.tap("typed-code-ok")

        assert screen.reads(f"“{wrong[-1]}”", under="hit-mistyped")


async def test_typed_code_opens_the_card_and_is_remembered_as_typed(device, opened_app):
    code = human_code("0137", "FX", "03", 7)
    device.store.assets.apply([EXTINGUISHERS[0].to_dict() | {"code": code}])

    async with opened_app("/scan") as screen:
        await screen.type("typed-code", code)
        await screen.tap("typed-code-ok")
        assert screen.has("was-typed")
        await screen.tap("begin-fire")

    (draft,) = device.services.inspections.unfinished()
    assert draft.typed_codes == (EXTINGUISHERS[0].id,)


async def test_replaced_tag_is_told_but_does_not_stop(device, opened_app, scans):
    device.store.assets.apply([EXTINGUISHERS[0].to_dict() | {"tag_revision": 3}])
    scans(TAG.format(id=EXTINGUISHERS[0].id))

    async with opened_app("/scan") as screen:
        assert screen.has("old-tag")
        assert screen.has("begin-fire")


async def test_tag_that_is_not_on_the_phone_says_to_sync(opened_app, scans):
    scans(TAG.format(id="AAAAAAAAAA"))

    async with opened_app("/scan") as screen:
        await screen.tap("to-sync")

        assert screen.route == "/sync"


async def test_refused_camera_is_told_and_typing_remains(opened_app, scans):
    scans(CameraDenied())

    async with opened_app("/scan") as screen:
        assert screen.reads("没有相机权限", under="camera-trouble")
        assert not screen.by_key("scan").disabled
        await screen.type("typed-code", EXTINGUISHERS[0].id)
        await screen.tap("typed-code-ok")

        assert screen.has("asset-card")


async def test_next_is_scanned_with_one_tap(opened_app, scans):
    scans(TAG.format(id=EXTINGUISHERS[0].id), TAG.format(id=ELSEWHERE.id))

    async with opened_app("/scan") as screen:
        assert screen.by_key("scan").content == "扫下一个"
        await screen.tap("scan")

        assert screen.reads(ELSEWHERE.code, under="asset-card")


async def test_card_shows_open_hazards_and_what_is_overdue(device, opened_app, keep_hazards):
    lift = A_LIFT.to_dict()
    due = {"kind": "inspection", "on": (TODAY - timedelta(days=4)).isoformat()}
    device.store.assets.apply([lift | {"dues": [due]}])
    keep_hazards(a_hazard("h-1", unit=UNIT.id, asset=A_LIFT.id, description="层门缝隙过大"))

    async with opened_app(f"/assets/{A_LIFT.id}") as screen:
        assert screen.reads("已超 4 天", under="asset-card")
        await screen.tap("asset-hazard-h-1")

        assert screen.route == "/hazards/h-1"
