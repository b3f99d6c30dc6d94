"""Drafts: local, changed at every tap, each answer in a row of its own."""

from collections.abc import Iterator

from tinydb.table import Document

from forms.answers import Answer
from inspect_app.domain.inspection import Draft
from inspect_app.storage.engine import Database, SqliteTable


class Drafts:
    def __init__(self, db: Database) -> None:
        self._db = db
        self._drafts: SqliteTable = db.table("drafts")
        self._answers: SqliteTable = db.table("answers")

    def save(self, draft: Draft) -> None:
        """Keep the draft as it is now; its answers are saved one by one."""
        self._drafts.put(draft.id, draft.to_dict())

    def save_answer(self, draft_id: str, answer: Answer) -> None:
        self._answers.put(_key(draft_id, answer.slot), answer.to_dict())

    def remove_answer(self, draft_id: str, slot: str) -> None:
        self._answers.remove_key(_key(draft_id, slot))

    def fetch(self, draft_id: str) -> Draft | None:
        found = self._drafts.fetch(draft_id)
        return None if found is None else Draft.from_dict(found)

    def all(self) -> tuple[Draft, ...]:
        return tuple(map(Draft.from_dict, self._drafts))

    def answers(self, draft_id: str) -> dict[str, Answer]:
        """Return slot → answer."""
        answers = map(Answer.from_dict, self._answers.under(_key(draft_id)))
        return {answer.slot: answer for answer in answers}

    def photos(self) -> set[str]:
        """Return the digest of every photo that a draft's answer names."""
        return {sha256 for answer in self._all_answers() for sha256 in answer["photos"]}

    def _all_answers(self) -> Iterator[Document]:
        return iter(self._answers)

    def remove(self, draft_id: str) -> None:
        """Forget the draft and its answers together."""
        with self._db.transaction():
            self._drafts.remove_key(draft_id)
            self._answers.remove_under(_key(draft_id))


def _key(draft_id: str, slot: str = "") -> str:
    return f"{draft_id}/{slot}"
