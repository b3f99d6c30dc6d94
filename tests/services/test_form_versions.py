"""New versions of a form, over the real endpoint and on real stores: nothing in hand changes."""

from types import SimpleNamespace

import pytest

from forms.definition import Result
from forms.definition import Text as Words
from inspect_app.domain.evidence import SignatureRole
from inspect_app.domain.inspection import InspectionKind
from inspect_app.services.catalog import Catalog
from inspect_app.services.inspections import Inspections
from inspect_app.services.ledger import Ledger
from inspect_app.services.submission import Submission
from inspect_app.strings import strings
from inspect_app.ui.record_lines import record_text
from sync.server.catalog import Item, put_items
from tests.forms.factories import a_form, a_section, an_item
from tests.sync.phone import Phone
from tests.sync.serving import serving

OLD, NEW = Words("旧的问法", "The old wording"), Words("新的问法", "The new wording")
INK = (tuple((step * 10, 100) for step in range(12)),)


def a_version(number, label=OLD, *more):
    section = a_section(items=[an_item("FIRE-01", label=label), *more])
    return a_form(section, version=number)


class Walking(Phone):
    """A device that also walks checklists."""

    def __init__(self, folder):
        super().__init__(folder)
        self.catalog = Catalog(self.store, self.clock)
        self.inspections = Inspections(
            self.store, self.catalog, self.enrolment, self.clock, self.changes
        )
        self.submission = Submission(
            self.store, self.inspections, self.writer, self.clock, self.changes
        )

    def begin(self):
        return self.inspections.start("u-first", "fire", InspectionKind.self_check).id

    def finish(self, draft_id):
        for slot in self.inspections.open(draft_id).sheet.slots:
            self.inspections.mark(draft_id, slot.key, Result.passed)
        self.inspections.sign(draft_id, SignatureRole.inspector, "演示检查员甲", INK)
        return self.submission.submit(draft_id)

    def reads(self, inspection_id):
        """What the record's screen says of each answer."""
        services = SimpleNamespace(catalog=self.catalog)
        inspection = Ledger(self.store).entry(inspection_id).inspection
        return [line.label for line in record_text(services, inspection, strings("zh_CN")).lines]


@pytest.fixture
def endpoint(tmp_path):
    with serving(tmp_path / "endpoint") as served:
        publish(served, a_version(1))
        yield served


def publish(endpoint, form):
    with endpoint.endpoint.database.writing() as connection:
        put_items(connection, [Item.of_form(form.to_dict())])


@pytest.fixture
async def phone(tmp_path, endpoint):
    phone = Walking(tmp_path / "phone")
    phone.adopt(endpoint)
    await phone.sync_until_complete()
    yield phone
    phone.close()


async def test_a_new_version_comes_alone_and_a_draft_finishes_on_the_old_one(phone, endpoint):
    draft = phone.begin()
    phone.store.units.forget("u-first")
    publish(endpoint, a_version(2, NEW, an_item("FIRE-02")))

    outcome = await phone.sync_until_complete()

    # What was taken away here by hand would have come back with a whole pull.
    assert outcome.references_pulled == 1
    assert phone.store.units.fetch("u-first") is None
    phone.store.cursors.remove("units")
    await phone.sync_until_complete()
    assert phone.inspections.open(draft).form == a_version(1)
    assert phone.inspections.open(phone.begin()).form.version == 2

    inspection_id = phone.finish(draft)

    body = phone.store.records.inspection(inspection_id).body
    assert (body["form_version"], body["form_digest"]) == ("1", a_version(1).digest())
    assert [answer["item"] for answer in body["answers"]] == ["FIRE-01"]
    assert phone.reads(inspection_id) == [OLD.zh]


async def test_others_inspections_are_shown_in_the_words_of_their_own_version(
    phone, endpoint, tmp_path
):
    inspection_id = phone.finish(phone.begin())
    await phone.sync_until_complete()
    publish(endpoint, a_version(2, NEW))
    fresh = Walking(tmp_path / "fresh")
    fresh.adopt(endpoint)

    await fresh.sync_until_complete()

    assert fresh.reads(inspection_id) == [OLD.zh]
    assert fresh.catalog.form("fire").version == 2
    assert fresh.inspections.open(fresh.begin()).form.version == 2
    fresh.close()


async def test_a_version_that_was_never_published_is_asked_for_once(phone, endpoint, tmp_path):
    phone.submit(form_version="7", kind=InspectionKind.self_check)
    await phone.sync_until_complete()
    fresh = Walking(tmp_path / "fresh")
    fresh.adopt(endpoint)

    await fresh.sync_until_complete()

    assert fresh.sync.state.last_synced_at is not None
    assert fresh.store.settings.get("forms_wanted") == []
    assert fresh.catalog.form("fire", "7") is None
    fresh.close()


async def test_a_version_that_the_line_cut_off_comes_with_the_next_exchange(
    phone, endpoint, tmp_path
):
    phone.finish(phone.begin())
    await phone.sync_until_complete()
    publish(endpoint, a_version(2, NEW))
    fresh = Walking(tmp_path / "fresh")
    fresh.adopt(endpoint)
    send = fresh.host.http.send

    async def without_versions(method, url, **more):
        if "/versions/" in url:
            raise ConnectionError("cut")
        return await send(method, url, **more)

    fresh.host.http.send = without_versions
    assert not (await fresh.sync.sync_now()).is_complete
    assert fresh.catalog.form("fire", "1") is None
    fresh.host.http.send = send

    await fresh.sync_until_complete()

    assert fresh.catalog.form("fire", "1") == a_version(1)
    fresh.close()
