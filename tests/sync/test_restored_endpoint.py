"""An endpoint that was put back to an earlier day gets again what it has forgotten since."""

import shutil

from inspect_app.services.identity import SETTING
from inspect_app.services.syncing import WIFI_ONLY
from inspect_app.storage.outbox_entry import OutboxState
from sync.server.backup import back_up, restore
from sync.server.settings import Settings
from tests.sync.hostile import PlainHttp
from tests.sync.phone import Phone
from tests.sync.serving import serving


def moved_to(phone, endpoint):
    """The endpoint has kept its name; here its address is another, since its port is."""
    identity = phone.store.settings.get(SETTING)
    phone.store.settings.put(SETTING, identity | {"address": endpoint.address})


async def test_what_came_after_the_backup_is_sent_again(tmp_path):
    phone = Phone(tmp_path / "phone")
    with serving(tmp_path / "live") as live:
        phone.adopt(live)
        phone.store.settings.put(WIFI_ONLY, True)
        late, lost = phone.keep_photo(seed=1), phone.keep_photo(seed=2)
        made = [phone.submit([late])]
        await phone.sync.sync_now(manual=False)
        back_up(live.endpoint.settings, tmp_path / "endpoint.tar", live.endpoint.now())
        made.append(phone.submit([lost]))
        assert (await phone.sync.sync_now()).is_complete
    restore(tmp_path / "endpoint.tar", Settings(folder=tmp_path / "again" / "data"))

    with serving(tmp_path / "again") as again:
        moved_to(phone, again)
        before, heard = again.record_ids(phone.device), []
        phone.sync.follow(lambda: heard.append(phone.sync.state.progress))
        outcome = await phone.sync.sync_now()

        assert outcome.is_complete
        assert before == [made[0].id]
        assert again.record_ids(phone.device) == [record.id for record in made]
        assert again.broken_chains(phone.device) == [False, False]
        assert again.has_blob(late.sha256)
        assert again.has_blob(lost.sha256)
    assert phone.sync.state.waiting_records == phone.sync.state.waiting_photos == 0
    last = [progress for progress in heard if progress][-1]
    assert last.records_done == last.records_total == 2
    assert last.bytes_done == last.bytes_total == late.size + lost.size
    phone.close()


async def test_what_is_checked_again_says_so_and_survives_a_kill(tmp_path):
    phone = Phone(tmp_path / "phone")
    with serving(tmp_path / "live") as live:
        phone.adopt(live)
        phone.host.http = dying = DiesAfterDisowning()
        record = phone.submit([phone.keep_photo()])
        await phone.sync.sync_now()
        phone.store.cursors.put("records", "of before the restore")

        await phone.sync.sync_now()

        entry = phone.sync.entries()[0]
        assert (entry.state, entry.reason.key) == (
            OutboxState.waiting,
            "sync.reason.checked_again",
        )
        assert phone.store.cursors.get("records") == ""
        dying.is_dead = False
        await phone.sync_until_complete()
        assert phone.store.outbox.record(record.id).state is OutboxState.sent
        assert live.record_ids(phone.device) == [record.id]
    phone.close()


class DiesAfterDisowning(PlainHttp):
    """The line dies with the answer that disowns the cursor."""

    is_dead = False

    async def send(self, method, url, **how):
        if self.is_dead:
            raise ConnectionError("gone")
        answer = await super().send(method, url, **how)
        self.is_dead = answer.status == 400
        return answer


async def test_records_of_an_earlier_enrolment_are_not_sent_again(tmp_path):
    """Their seal is of the device that this phone was then; another's would be refused."""
    phone = Phone(tmp_path / "phone")
    with serving(tmp_path / "live") as live:
        phone.adopt(live)
    shutil.copytree(tmp_path / "live", tmp_path / "copy")
    with serving(tmp_path / "live") as live:
        moved_to(phone, live)
        phone.submit()
        await phone.sync.sync_now()

    with serving(tmp_path / "copy") as copy:
        phone.adopt(copy)
        outcome = await phone.sync.sync_now()

    assert outcome.is_complete
    assert phone.sync.state.trouble == 0
    phone.close()


async def test_endpoint_put_back_by_copying_its_files_is_noticed(tmp_path):
    """A machine's snapshot keeps the epoch, and gives the same numbers to other records."""
    phone, other = Phone(tmp_path / "phone"), Phone(tmp_path / "other")
    with serving(tmp_path / "live") as live:
        phone.adopt(live)
        other.adopt(live, "p-officer")
        made = [phone.submit()]
        await phone.sync.sync_now()
    shutil.copytree(tmp_path / "live", tmp_path / "copy")
    with serving(tmp_path / "live") as live:
        moved_to(phone, live)
        made.append(phone.submit())
        await phone.sync.sync_now()

    with serving(tmp_path / "copy") as copy:
        for each in (phone, other):
            moved_to(each, copy)
        theirs = other.submit()
        await other.sync.sync_now()
        outcome = await phone.sync.sync_now()

        assert outcome.is_complete
        assert copy.record_ids(phone.device) == [record.id for record in made]
    assert phone.store.records.fetch(theirs.id) is not None
    assert [phone.store.records.fetch(each.id).seq for each in (*made, theirs)] == [1, 3, 2]
    phone.close()
    other.close()


async def test_cursor_ahead_of_an_endpoint_that_was_put_back_is_disowned(tmp_path):
    phone = Phone(tmp_path / "phone")
    with serving(tmp_path / "live") as live:
        phone.adopt(live)
        phone.submit()
        await phone.sync.sync_now()
    shutil.copytree(tmp_path / "live", tmp_path / "copy")
    with serving(tmp_path / "live") as live:
        moved_to(phone, live)
        lost = phone.submit()
        await phone.sync.sync_now()

    with serving(tmp_path / "copy") as copy:
        moved_to(phone, copy)
        await phone.sync.sync_now()

        assert lost.id in copy.record_ids(phone.device)
    phone.close()
