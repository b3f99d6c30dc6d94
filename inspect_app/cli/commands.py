"""The commands by name; the modules beside this one know what they do, and are loaded when asked.

So `serve` starts in half the time: it needs neither what prints nor the app itself.
"""

import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from inspect_app.cli.words import words
from sync.server.outdated import Outdated

FORMS = {
    "check": "checks:check",
    "confirm": "confirming:confirm",
    "doubts": "confirming:list_doubts",
    "export": "xlsforms:export_form",
    "import": "xlsforms:import_form",
    "print": "papers:print_form",
    "preview": "previews:preview",
    "publish": "publishing:publish",
    "versions": "publishing:versions",
}
COMMANDS = {
    "serve": "serving:serve",
    "demo": "serving:demo",
    "enrol": "enrolments:enrol",
    "labels": "labels:labels",
    "backup": "backups:backup",
    "restore": "backups:restore",
    "collect": "collecting:collect",
    "units": "tables:units",
    "places": "tables:places",
    "people": "tables:people",
    "forms": "commands:forms",
    "devices": "devices:app",
    "odk": "odk:app",
}
"""Module and name; a name may be that of a group."""


class Places(Mapping[str, Any]):
    """Commands by name, each loaded when it is taken out."""

    def __init__(self, places: Mapping[str, str]) -> None:
        self._places = places

    def __getitem__(self, name: str) -> Any:
        module, _, attribute = self._places[name].partition(":")
        found = getattr(import_module(f"inspect_app.cli.{module}"), attribute)
        if not isinstance(found, typer.Typer):
            alone = typer.Typer(**_PLAIN)
            alone.command(name)(found)
            found = alone
        command = get_command(found)
        command.name = name
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def _group(places: Mapping[str, str]) -> type[TyperGroup]:
    class Named(TyperGroup):
        def __init__(self, **options: Any) -> None:
            super().__init__(**options | {"commands": Places(places)})

    return Named


_PLAIN = {"add_completion": False, "pretty_exceptions_enable": False}
app = typer.Typer(name="inspect-app", cls=_group(COMMANDS), no_args_is_help=True, **_PLAIN)
forms = typer.Typer(cls=_group(FORMS), no_args_is_help=True, **_PLAIN)


@app.callback()
def _desk() -> None:
    """School safety inspections: the endpoint and the desk."""


@forms.callback()
def _checklists() -> None:
    """Checklists."""


def main() -> None:
    try:
        app()
    except Outdated as error:
        print(words()("serve.database_newer", revision=error.revision), file=sys.stderr)
        sys.exit(1)
    except Exception as error:
        outages = import_module("inspect_app.cli.outages")
        said = outages.sentence_about(error)
        if said is None:
            raise
        print(said, file=sys.stderr)
        sys.exit(1)
