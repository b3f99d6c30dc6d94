"""The command `inspect-app`: runs the endpoint and does what is done at the desk."""

from inspect_app.cli.commands import main

__all__ = ["main"]
