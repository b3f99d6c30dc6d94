"""What a command says when the database or the store of photos does not answer."""

from obstore.exceptions import BaseError
from sqlalchemy.exc import OperationalError

from inspect_app.cli.words import words

LONGEST_REASON = 200


def sentence_about(error: Exception) -> str | None:
    """Return one sentence; None where the error is something else."""
    if isinstance(error, OperationalError):
        return words()("outage.database", reason=_first_line(error.orig))
    if isinstance(error, BaseError):
        return words()("outage.photos", reason=_first_line(error))
    return None


def _first_line(error: object) -> str:
    line = next(iter(str(error).splitlines()), "")
    return line.strip().rstrip(".")[:LONGEST_REASON]
