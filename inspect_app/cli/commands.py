"""The commands by name; each module below knows what its commands do."""

import typer

from inspect_app.cli import (
    backups,
    checks,
    collecting,
    devices,
    enrolments,
    labels,
    odk,
    papers,
    previews,
    serving,
    tables,
    xlsforms,
)

app = typer.Typer(
    name="inspect-app",
    help="School safety inspections: the endpoint and the desk.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
forms = typer.Typer(help="Checklists.", no_args_is_help=True)
app.add_typer(forms, name="forms")
app.add_typer(devices.app, name="devices")
app.add_typer(odk.app, name="odk")

app.command("serve")(serving.serve)
app.command("demo")(serving.demo)
app.command("enrol")(enrolments.enrol)
app.command("labels")(labels.labels)
app.command("backup")(backups.backup)
app.command("restore")(backups.restore)
app.command("collect")(collecting.collect)
app.command("units")(tables.units)
app.command("people")(tables.people)
forms.command("check")(checks.check)
forms.command("export")(xlsforms.export_form)
forms.command("import")(xlsforms.import_form)
forms.command("print")(papers.print_form)
forms.command("preview")(previews.preview)


def main() -> None:
    app()
