"""`forms check`: is every checklist in order?"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from forms.files import check as check_files
from forms.files import library_files
from inspect_app.cli.console import fail, out
from inspect_app.cli.words import words


def check(
    files: Annotated[list[Path] | None, typer.Argument(help="Default: the app's library.")] = None,
) -> None:
    """Check checklist files; every error names file, item and rule."""
    paths = tuple(files) if files else library_files()
    checked(paths)
    out().print(words()("forms.checked", count=len(paths)))


def checked(paths: Sequence[Path]) -> None:
    """Name all that is wrong with the files, and end with 1 where anything is."""
    for path in paths:
        if not path.is_file():
            fail("forms.file_missing", path=path)
    errors = check_files(paths)
    for error in errors:
        out().print(str(error), style="red", markup=False)
    if errors:
        fail("forms.broken", count=len(errors))
