"""The smallest app that needs what ours needs: Flet, sqlite3, requests, Chinese, routes."""

import sqlite3
import sys

import flet as ft
import qrcode
import requests
import tinydb


def rows_in_a_database() -> int:
    with sqlite3.connect(":memory:") as database:
        database.execute("create table place (name text)")
        database.executemany("insert into place values (?)", [("教学楼",), ("实验室",)])
        return database.execute("select count(*) from place").fetchone()[0]


def main(page: ft.Page) -> None:
    page.title = "校园安全检查"
    page.theme = ft.Theme(font_family="NotoSansSC")

    def save(_: ft.Event[ft.FilledButton]) -> None:
        page.add(ft.Text("已保存"))

    versions = f"{tinydb.__version__} {requests.__version__} {bool(qrcode.constants)}"
    page.add(
        ft.Text("灭火器压力指针在绿区", size=24, weight=ft.FontWeight.BOLD),
        ft.Text(f"rows {rows_in_a_database()}"),
        ft.Text(f"route {page.route}"),
        ft.Text(f"Python {sys.version_info.major}.{sys.version_info.minor}, {versions}"),
        ft.FilledButton("提交", icon=ft.Icons.CHECK, on_click=save),
    )


ft.run(main)
