"""The least that a tap can do in Flet: one button, one text."""

import flet as ft


def main(page: ft.Page) -> None:
    taps = ft.Text("taps 0")

    def count(_: ft.Event[ft.FilledButton]) -> None:
        taps.value = f"taps {int(taps.value.split()[1]) + 1}"

    page.add(taps, ft.FilledButton("tap", on_click=count))


ft.run(main)
