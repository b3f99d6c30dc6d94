"""Drafts and their answers, saved one tap at a time."""

from dataclasses import replace
from datetime import timedelta

from forms.terms import Grade, Result
from inspect_app.domain.evidence import Signature, SignatureRole
from inspect_app.storage.store import Store
from tests.storage.factories import NOW, a_draft, an_answer


def test_draft_comes_back_as_it_was_saved(store):
    signature = Signature(SignatureRole.inspector, "检查人甲", (((1, 2), (3, 4)),), NOW)
    draft = a_draft(assets=("a1", "a2"), typed_codes=("a2",)).signed(signature)

    store.drafts.save(draft)

    assert store.drafts.fetch(draft.id) == draft
    assert store.drafts.all() == (draft,)
    assert store.drafts.fetch("nothing") is None


def test_answers_are_kept_by_slot(store):
    failed = an_answer(result=Result.failed, grade=Grade.serious, note="压力不足", photos=("ab",))
    of_asset = an_answer(asset="a1")

    for answer in (an_answer(), failed, of_asset):
        store.drafts.save_answer("draft-1", answer)
    store.drafts.save_answer("draft-10", an_answer())

    assert store.drafts.answers("draft-1") == {failed.slot: failed, of_asset.slot: of_asset}
    assert store.drafts.photos() == {"ab"}


def test_answer_is_taken_back(store):
    store.drafts.save_answer("draft-1", an_answer())

    store.drafts.remove_answer("draft-1", an_answer().slot)

    assert store.drafts.answers("draft-1") == {}


def test_removed_draft_takes_only_its_own_answers(store):
    for draft_id in ("draft-1", "draft-10"):
        store.drafts.save(a_draft(draft_id))
        store.drafts.save_answer(draft_id, an_answer())

    store.drafts.remove("draft-1")

    assert [draft.id for draft in store.drafts.all()] == ["draft-10"]
    assert store.drafts.answers("draft-1") == {}
    assert len(store.drafts.answers("draft-10")) == 1


def test_what_was_saved_is_there_after_reopening(tmp_path, journal):
    later = NOW + timedelta(minutes=5)
    with Store.open(tmp_path, journal) as store:
        store.drafts.save(a_draft())
        store.drafts.save(replace(a_draft(), updated_at=later, answered=1))
        store.drafts.save_answer("draft-1", an_answer())

    with Store.open(tmp_path, journal) as store:
        assert store.drafts.fetch("draft-1").updated_at == later
        assert store.drafts.answers("draft-1") == {an_answer().slot: an_answer()}
