"""How often Python looks for garbage in cycles, which an endpoint hardly makes."""

import gc

OBJECTS = 50_000
"""New ones between two looks. Reading a batch of inspections makes as many, and all of them live
until it is stored: with Python's 700 the looking took longer than the reading."""


def settle() -> None:
    """Look rarely, and never again at what was there at the start."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS, 20, 50)
