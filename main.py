"""Where the app begins: `flet run`, `flet build` and the phone's browser all load this file."""

from functools import partial

import flet as ft

from inspect_app.app import main, open_early

if __name__ == "__main__":
    ft.run(partial(main, early=open_early()))
