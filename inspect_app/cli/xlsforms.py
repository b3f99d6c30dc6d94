"""`forms import` and `forms export`: workbooks of the ODK world, whole or not at all."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from forms.errors import FormFileError
from forms.xlsform.exporting import NotExported
from forms.xlsform.exporting import export_form as write_xlsform
from forms.xlsform.faults import Fault, Place, Remark, XlsFormRefused
from forms.xlsform.importing import import_form as read_xlsform
from forms.yaml_text import save_form
from inspect_app.cli.console import fail, out
from inspect_app.cli.papers import form_named
from inspect_app.cli.words import words
from inspect_app.strings import Strings

_REMARKS_SHOWN = 50


def import_form(
    file: Annotated[Path, typer.Argument(help="XLSForm: .xlsx, .xlsm, .xls, .csv or .md.")],
    target: Annotated[
        Path | None, typer.Option("--out", help="YAML file or folder; beside it if left out.")
    ] = None,
    domain: Annotated[str, typer.Option(help="Domain that statistics count it under.")] = "",
    replace: Annotated[bool, typer.Option(help="Overwrite a file that is there.")] = False,
) -> None:
    """Import an XLSForm; what is outside of the subset is named with sheet, row and column."""
    if not file.is_file():
        fail("forms.file_missing", path=file)
    try:
        imported = read_xlsform(file, domain)
    except XlsFormRefused as refusal:
        _show(refusal.faults, "red", Console(stderr=True, highlight=False, soft_wrap=True))
        fail("xlsform.refused", count=len(refusal.faults))
    path = _path(target or file.parent, imported.form.id)
    if path.exists() and not replace:
        fail("xlsform.target_exists", path=path)
    try:
        save_form(imported.form, path)
    except OSError as error:
        fail("xlsform.unwritable", path=path, reason=error.strerror or str(error))
    except FormFileError as error:
        fail("xlsform.unwritable", path=path, reason=str(error))
    _show(imported.remarks[:_REMARKS_SHOWN], "yellow", out())
    items = sum(1 for _ in imported.form.items())
    sections = len(imported.form.sections)
    said = words()("xlsform.imported", items=items, sections=sections, path=path)
    out().print(said, markup=False)


def export_form(
    form: Annotated[str, typer.Argument(help="Id of a checklist, such as fire, or a YAML file.")],
    target: Annotated[
        Path | None, typer.Option("--out", help="The .xlsx to write; named after the form.")
    ] = None,
    replace: Annotated[bool, typer.Option(help="Overwrite a file that is there.")] = False,
) -> None:
    """Write a form as an XLSForm that imports as the same form again."""
    found = form_named(form)
    path = target or Path(f"{found.id}.xlsx")
    if path.exists() and not replace:
        fail("xlsform.target_exists", path=path)
    try:
        rows = write_xlsform(found, path)
    except NotExported as error:
        fail("xlsform.not_exported", item=error.item, reason=error.reason)
    except OSError as error:
        fail("xlsform.unwritable", path=path, reason=error.strerror or str(error))
    out().print(words()("xlsform.exported", rows=rows, path=path), markup=False)


def sentence(found: Fault | Remark, say: Strings) -> str:
    """Where and what, as a person reads it."""
    key = f"xlsform.{found.kind}"
    for more in ("meant", "at"):
        if more in found.params and f"{key}_{more}" in say:
            key = f"{key}_{more}"
    said = say(key, **found.params)
    return f"{_where(found.place, say)}: {said}" if found.place.sheet else said


def _where(place: Place, say: Strings) -> str:
    where = say("xlsform.at", sheet=place.sheet, row=place.row, column=place.column)
    return where + (say("xlsform.heading", heading=place.heading) if place.heading else "")


def _show(found: tuple[Fault, ...] | tuple[Remark, ...], style: str, console: Console) -> None:
    say = words()
    for each in found:
        console.print(sentence(each, say), style=style, markup=False)


def _path(target: Path, form_id: str) -> Path:
    return target / f"{form_id}.yaml" if target.is_dir() else target
