"""The OpenRosa server that the endpoint was told of: by its environment, never by a file."""

from sync.server.odk.errors import WrongAnswer
from sync.server.odk.openrosa import Credentials, OpenRosaServer
from sync.server.settings import Settings


class NotSetUp(Exception):
    """No `INSPECT_ODK`."""


def server_of(settings: Settings) -> OpenRosaServer:
    """Raises `NotSetUp`, or `OdkError` for an address that cannot be used."""
    if not settings.odk:
        raise NotSetUp
    credentials = Credentials(
        settings.odk_user, settings.odk_password, settings.odk_token, settings.odk_scheme
    )
    return OpenRosaServer(settings.odk, credentials, _form_ids(settings.odk_forms))


def _form_ids(text: str) -> dict[str, str]:
    pairs = (each.partition("=") for each in text.replace(",", " ").split())
    found = {ours: theirs for ours, _, theirs in pairs}
    if not all(found) or not all(found.values()):
        raise WrongAnswer("INSPECT_ODK_FORMS: write ours=theirs")
    return found
