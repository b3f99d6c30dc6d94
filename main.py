"""Where the app begins: `flet run`, `flet build` and the phone's browser all load this file."""

import flet as ft

from inspect_app.app import main

if __name__ == "__main__":
    ft.run(main)
