"""The OpenRosa server that the endpoint was told of: by its environment, never by a file."""

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
    return OpenRosaServer(settings.odk, credentials)
