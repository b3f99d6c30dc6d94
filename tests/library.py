"""The checklists and registers that come with the app, read once by a process of tests."""

import functools
from typing import Any

from forms.definition import Form
from forms.files import load_library


@functools.cache
def library() -> tuple[Form, ...]:
    """A form never changes, so all tests may share it."""
    return load_library()


@functools.cache
def plain_library() -> tuple[dict[str, Any], ...]:
    """As it travels; for those who only read it."""
    return tuple(form.to_dict() for form in library())


def form_of(name: str) -> Form:
    return next(form for form in library() if form.id == name)
