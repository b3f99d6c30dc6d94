"""From the last answer to the frozen record."""

import pytest

from forms.definition import Grade, PhotoRule
from forms.terms import Result
from inspect_app.domain.evidence import SignatureRole
from tests.forms.factories import a_form, a_section, an_item
from tests.ui.walks import a_device, a_draft, opened

INK = (tuple((step * 10, 100) for step in range(12)),)


@pytest.fixture
def small(tmp_path):
    form = a_form(
        a_section(
            items=[
                an_item("FIRE-01", photo=PhotoRule.none, grade=Grade.serious),
                an_item("FIRE-02"),
            ]
        )
    )
    device = a_device(tmp_path / "small", form)
    yield device
    device.store.close()


def an_answered(device, official=False) -> str:
    draft = a_draft(device, official=official)
    inspections = device.services.inspections
    inspections.mark(draft, "FIRE-01", Result.failed)
    inspections.set_note(draft, "FIRE-01", "通道堆放课桌")
    inspections.mark(draft, "FIRE-02", Result.passed)
    return draft


def reviewing(device, draft):
    return opened(device, f"/inspections/{draft}/review")


async def sign(screen, role, name=""):
    await screen.tap(f"sign-{role}")
    if name:
        await screen.type("signer-name", name)
    pad = screen.by_key("pad")
    for step in range(12):
        await screen.fire(pad, "pan_down" if step == 0 else "pan_update", touch(step * 10))
    await screen.fire(pad, "pan_end", touch(120) | {"pv": 0, "v": {"x": 0, "y": 0}})
    await screen.tap("accept-signature")


def touch(x):
    return {"k": "touch", "l": {"x": x, "y": 40}, "g": {"x": x, "y": 40}, "ts": 0}


async def test_it_says_how_it_came_out(small):
    async with reviewing(small, an_answered(small)) as screen:
        totals = screen.texts("totals")

        assert totals[:6] == ["1", "✓ 合格", "1", "× 不合格", "0", "– 不适用"]
        assert "▲ 较大 1" in totals
        assert screen.reads("通道堆放课桌", under="failure-FIRE-01")


async def test_submit_says_what_it_waits_for(small):
    draft = a_draft(small)
    async with reviewing(small, draft) as screen:
        assert screen.by_key("submit").disabled
        assert screen.reads("还有 2 项没有填完整、还差 1 个签名", under=None)


async def test_what_is_missing_leads_back_to_its_item(small):
    draft = an_answered(small)
    small.services.inspections.set_note(draft, "FIRE-01", "")
    async with reviewing(small, draft) as screen:
        await screen.tap("problem-FIRE-01")
        await screen.until(lambda: screen.has("walk"))

        assert screen.route == f"/inspections/{draft}"
        assert small.store.drafts.fetch(draft).at_slot == "FIRE-01"


async def test_unanswered_items_are_one_line_that_leads_to_the_first(small):
    draft = a_draft(small)
    small.services.inspections.mark(draft, "FIRE-01", Result.passed)
    async with reviewing(small, draft) as screen:
        assert screen.reads("还有 1 项未检查", under="unanswered")
        await screen.tap("unanswered")
        await screen.until(lambda: screen.has("walk"))

        assert small.store.drafts.fetch(draft).at_slot == "FIRE-02"


async def test_people_are_saved_when_their_field_is_left(small):
    draft = an_answered(small, official=True)
    async with reviewing(small, draft) as screen:
        await screen.type("inspector-1", "演示检查人乙")
        await screen.fire(screen.by_key("inspector-1"), "blur")
        await screen.type("companion", "演示陪同人")
        await screen.fire(screen.by_key("companion"), "blur")

        kept = small.store.drafts.fetch(draft)
        assert kept.inspectors == ("演示检查人甲", "演示检查人乙")
        assert kept.companion == "演示陪同人"


async def test_a_self_check_is_signed_submitted_and_frozen(small):
    draft = an_answered(small)
    async with reviewing(small, draft) as screen:
        assert not screen.has("refuse")
        await sign(screen, "inspector")
        await screen.tap("submit")
        await screen.until(lambda: screen.has("record-state"))

        entry = small.services.ledger.entry(draft)
        assert screen.route == f"/records/{draft}"
        assert screen.reads("已存本机", under="record-state")
        assert entry.inspection.signatures[0].is_drawn
        assert small.store.drafts.fetch(draft) is None
        assert small.services.sync.state.waiting_records == 2, "the inspection and its hazard"


async def test_an_official_inspection_needs_three_signatures(small):
    draft = an_answered(small, official=True)
    async with reviewing(small, draft) as screen:
        await sign(screen, "inspector")
        await sign(screen, "second_inspector", "演示检查人乙")
        assert screen.by_key("submit").disabled

        await sign(screen, "responsible", "演示负责人")
        assert not screen.by_key("submit").disabled
        assert not screen.has("refuse")


async def test_the_last_key_stroke_before_a_tap_counts(small):
    async with reviewing(small, an_answered(small, official=True)) as screen:
        await screen.tap("refuse")
        await screen.type("refusal-reason", "不认可结")
        await screen.type_and_tap("refusal-reason", "不认可结论", "accept-refusal")
        assert screen.reads("被检单位拒签：不认可结论", under="refusal")


async def test_a_refusal_is_noted_and_witnessed(small):
    draft = an_answered(small, official=True)
    async with reviewing(small, draft) as screen:
        await sign(screen, "inspector")
        await sign(screen, "second_inspector", "演示检查人乙")
        await screen.tap("refuse")
        assert screen.by_key("accept-refusal").disabled
        await screen.type("refusal-reason", "不认可结论")
        await screen.tap("accept-refusal")

        assert screen.reads("被检单位拒签：不认可结论", under="refusal")
        assert not screen.has("sign-responsible")
        await sign(screen, "witness", "演示见证人")
        assert not screen.by_key("submit").disabled

        await screen.tap("withdraw-refusal")
        assert screen.has("sign-responsible")
        assert small.store.drafts.fetch(draft).missing_signatures() == (SignatureRole.responsible,)


async def test_a_signature_can_be_given_up(small):
    draft = an_answered(small)
    async with reviewing(small, draft) as screen:
        await screen.tap("sign-inspector")
        await screen.tap("cancel-signature")

        assert not screen.has("pad")
        assert small.store.drafts.fetch(draft).signatures == ()


async def test_a_submitted_draft_cannot_be_reviewed_again(small):
    draft = an_answered(small)
    small.services.inspections.sign(draft, SignatureRole.inspector, "演示检查人甲", INK)
    small.services.submission.submit(draft)
    async with reviewing(small, draft) as screen:
        assert screen.has("gone")


async def test_what_failed_before_is_said_on_its_card_and_missed_in_the_review(small):
    inspections, submission = small.services.inspections, small.services.submission
    first = an_answered(small)
    inspections.sign(first, SignatureRole.inspector, "演示检查人甲", INK)
    for problem in submission.readiness(first).problems:
        inspections.set_grade(first, problem.slot_key, Grade.serious)
    submission.submit(first)
    again = a_draft(small)

    async with opened(small, f"/inspections/{again}") as screen:
        assert screen.reads("上次不合格", under="carried-FIRE-01")
        assert screen.reads("较大", under="carried-FIRE-01")
        assert not screen.has("carried-FIRE-02")
    async with reviewing(small, again) as screen:
        assert screen.reads("上次不合格、这次还没查（1）", under=None)
        assert screen.reads("FIRE-01", under="carried-FIRE-01")
