"""How it looks: the only place with colours, sizes and weights."""

from dataclasses import dataclass
from enum import StrEnum

import flet as ft

FONT = "NotoSansSC"
SEED = "#0B5F7A"

SIZE_SMALL, SIZE_BODY, SIZE_ITEM, SIZE_TITLE, SIZE_DISPLAY = 12, 14, 16, 20, 28
SPACE_1, SPACE_2, SPACE_3, SPACE_4, SPACE_5 = 4, 8, 12, 16, 24
TOUCH_ANSWER, TOUCH = 56, 48
CORNER = 12
MOTION_MS = 150
WIDE_PX, DESK_PX = 834, 1200
"""From these widths on there is a rail, and words beside its icons."""
LINE_HEIGHT = 1.5


class ThemeKind(StrEnum):
    light = "light"
    dark = "dark"
    sun = "sun"


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours that carry a meaning; each comes with a shape as well, never alone."""

    passed: str
    failed: str
    not_applicable: str
    general: str
    serious: str
    major: str
    waiting: str
    sent: str
    trouble: str
    outline_px: int
    """Width of outlines in dp."""
    strong: ft.FontWeight
    text: ft.FontWeight
    on_answer: str
    """Text on a filled answer."""


_LIGHT = Palette(
    passed="#1B7F3B",
    failed="#B3261E",
    not_applicable="#5F6368",
    general="#8A6100",
    serious="#B54708",
    major="#B3261E",
    waiting="#0B57D0",
    sent="#5F6368",
    trouble="#B3261E",
    outline_px=1,
    strong=ft.FontWeight.BOLD,
    text=ft.FontWeight.NORMAL,
    on_answer="#FFFFFF",
)
_DARK = Palette(
    passed="#6DD58C",
    failed="#F2B8B5",
    not_applicable="#BDC1C6",
    general="#FFD479",
    serious="#FFB783",
    major="#F2B8B5",
    waiting="#A8C7FA",
    sent="#BDC1C6",
    trouble="#F2B8B5",
    outline_px=1,
    strong=ft.FontWeight.BOLD,
    text=ft.FontWeight.NORMAL,
    on_answer="#101314",
)
_SUN = Palette(
    passed="#00581F",
    failed="#8C0009",
    not_applicable="#333333",
    general="#5C4000",
    serious="#7A2E00",
    major="#8C0009",
    waiting="#003A9B",
    sent="#333333",
    trouble="#8C0009",
    outline_px=2,
    strong=ft.FontWeight.BOLD,
    text=ft.FontWeight.W_500,
    on_answer="#FFFFFF",
)
PALETTES = {ThemeKind.light: _LIGHT, ThemeKind.dark: _DARK, ThemeKind.sun: _SUN}

_SUN_SCHEME = ft.ColorScheme(
    primary="#00394B",
    on_primary="#FFFFFF",
    primary_container="#FFFFFF",
    on_primary_container="#000000",
    secondary_container="#FFFFFF",
    on_secondary_container="#000000",
    surface="#FFFFFF",
    on_surface="#000000",
    on_surface_variant="#000000",
    outline="#000000",
    outline_variant="#000000",
    surface_tint="#FFFFFF",
    surface_container_lowest="#FFFFFF",
    surface_container_low="#FFFFFF",
    surface_container="#FFFFFF",
    surface_container_high="#FFFFFF",
    surface_container_highest="#CFCFCF",  # the empty part of a progress bar
    error="#8C0009",
)
_LIGHT_SCHEME = ft.ColorScheme(
    primary=SEED,
    on_primary="#FFFFFF",
    primary_container="#D5EBF3",
    on_primary_container="#062E3C",
    surface="#F9FBFC",
    surface_container_lowest="#FFFFFF",
    surface_container_low="#FFFFFF",
    surface_container="#EFF4F6",
    surface_container_high="#E7EEF1",
    surface_container_highest="#DCE5E9",
    on_surface="#15191B",
    on_surface_variant="#444B4F",
    outline="#747C80",
    outline_variant="#D3DADD",
)
_DARK_SCHEME = ft.ColorScheme(
    primary="#8FCFE6",
    on_primary="#003545",
    primary_container="#0B4256",
    on_primary_container="#D5EBF3",
    surface="#000000",
    surface_container_lowest="#0B0E0F",
    surface_container_low="#111516",
    surface_container="#171C1E",
    surface_container_high="#1F2527",
    surface_container_highest="#2C3437",
    on_surface="#E8ECEE",
    on_surface_variant="#BEC6CA",
    outline="#899196",
    outline_variant="#3A4245",
)
_SCHEMES = {
    ThemeKind.light: _LIGHT_SCHEME,
    ThemeKind.dark: _DARK_SCHEME,
    ThemeKind.sun: _SUN_SCHEME,
}


def flet_theme(kind: ThemeKind) -> ft.Theme:
    """Return Flet's theme for `kind`; buttons are as high as a thumb needs."""
    shape = ft.RoundedRectangleBorder(radius=CORNER)
    # Nothing above and below: buttons have a height, and Chinese needs all of it.
    padding = ft.Padding.symmetric(horizontal=SPACE_4)
    weight = PALETTES[kind].strong
    text = ft.TextStyle(size=SIZE_ITEM, weight=weight, font_family=FONT)
    return ft.Theme(
        color_scheme_seed=SEED,
        color_scheme=_SCHEMES[kind],
        font_family=FONT,
        filled_button_theme=ft.FilledButtonTheme(
            style=ft.ButtonStyle(shape=shape, text_style=text, padding=padding)
        ),
        outlined_button_theme=ft.OutlinedButtonTheme(
            style=ft.ButtonStyle(
                shape=shape,
                text_style=text,
                padding=padding,
                side=ft.BorderSide(PALETTES[kind].outline_px, ft.Colors.OUTLINE),
            )
        ),
        text_button_theme=ft.TextButtonTheme(style=ft.ButtonStyle(shape=shape, text_style=text)),
        visual_density=ft.VisualDensity.STANDARD,
    )


def flet_mode(kind: ThemeKind) -> ft.ThemeMode:
    return ft.ThemeMode.DARK if kind is ThemeKind.dark else ft.ThemeMode.LIGHT


def field_border(kind: ThemeKind) -> ft.OutlineInputBorder:
    """Return the outline of what is typed into."""
    return ft.OutlineInputBorder(
        border_radius=CORNER, side=ft.BorderSide(PALETTES[kind].outline_px, ft.Colors.OUTLINE)
    )
