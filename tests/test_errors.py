"""The error tree says of every class where it stands, and every class has its own sentence."""

import inspect
import re

import pytest

from inspect_app import errors

CLASSES = [
    cls
    for _, cls in inspect.getmembers(errors, inspect.isclass)
    if issubclass(cls, errors.AppError)
]


def drawn_tree() -> dict[str, int]:
    """Class name → depth, read from the drawing in the docstring."""
    lines = re.findall(r"^    ([│├└─ ]*)([A-Z]\w+)", errors.__doc__, re.MULTILINE)
    return {name: len(branch) // 4 for branch, name in lines}


def test_drawing_shows_every_class_at_its_depth():
    depths = {cls.__name__: len(cls.__mro__) - len(Exception.__mro__) - 1 for cls in CLASSES}

    assert drawn_tree() == depths


def test_every_class_has_its_own_key():
    keys = [cls.key for cls in CLASSES]

    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("cls", CLASSES)
def test_error_carries_what_its_sentence_needs(cls):
    error = cls(folder="store")

    assert error.params == {"folder": "store"}
    assert str(error) == f"{cls.key} folder='store'"


def test_key_can_be_narrower_than_its_class():
    assert errors.SyncError("error.sync_stopped").key == "error.sync_stopped"
    assert errors.SyncError().key == "error.sync"
