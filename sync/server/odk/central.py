"""Publishing a form at ODK Central, by its own API: a form, or a new version of one.

https://docs.getodk.org/central-api-form-management. KoboToolbox has another API: there a person
uploads the workbook.
"""

from urllib.parse import quote

from sync.server.odk.errors import AlreadyPublished, NotFound, WrongAnswer
from sync.server.odk.openrosa import OpenRosaServer, meaning

WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WARNINGS = "ignoreWarnings=true"
"""Warnings are pyxform's advice; the export has been through pyxform here."""


def publish(server: OpenRosaServer, form_id: str, workbook: bytes) -> bool:
    """Publish the workbook; True when the form is new there, False when the version is.

    Raises `AlreadyPublished` for a version that is there, else `OdkError`.
    """
    try:
        _ask(server, f"forms?publish=true&{_WARNINGS}", workbook)
    except AlreadyPublished:
        draft = f"forms/{quote(form_id, safe='')}/draft"
        _ask(server, f"{draft}?{_WARNINGS}", workbook)
        _ask(server, f"{draft}/publish")
        return False
    except NotFound as error:
        raise WrongAnswer("no project of ODK Central", status=404) from error
    return True


def _ask(server: OpenRosaServer, path: str, workbook: bytes = b"") -> None:
    kind = WORKBOOK_TYPE if workbook else ""
    status, headers, body = server.exchange("POST", path, workbook or None, kind)
    if status == 409:
        raise AlreadyPublished(meaning(status, headers, body).message, status=status)
    if status != 200 or not headers.get("content-type", "").startswith("application/json"):
        raise meaning(status, headers, body)
