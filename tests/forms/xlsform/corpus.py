"""The sheets that pyxform was published with, and the forms that its own tests are written with."""

import ast
import tarfile
from collections.abc import Iterator
from pathlib import Path

from tests.sources import source_of

VERSION = "1.3.4"
"""The last that carries its sheets in its source distribution."""
SHA256 = "a0e50ebf74f7c9414068622efc94183f01496cc1e883581da1ed006c756761eb"
SUFFIXES = {".xlsx", ".xlsm", ".xls", ".csv", ".md"}
TABLE_PIPES = 8
"""Forms in tests are tables in Markdown; many of them are there to fail."""


def sheets_into(folder: Path) -> list[Path]:
    """As they lie there: some name a file beside them."""
    paths = []
    with tarfile.open(source_of("pyxform", VERSION, SHA256)) as tar:
        for member in tar.getmembers():
            path = Path(member.name)
            if member.isfile() and path.suffix in SUFFIXES and path.name != "README.md":
                paths.append(folder / member.name)
                paths[-1].parent.mkdir(parents=True, exist_ok=True)
                paths[-1].write_bytes(tar.extractfile(member).read())
    return paths


def tables_into(folder: Path) -> list[Path]:
    paths = []
    with tarfile.open(source_of("pyxform", VERSION, SHA256)) as tar:
        for member in tar.getmembers():
            if member.name.endswith(".py") and "/tests" in member.name:
                for text in _tables(tar.extractfile(member).read()):
                    paths.append(folder / f"{len(paths):03}-{Path(member.name).stem}.md")
                    paths[-1].write_text(text, "utf-8")
    return paths


def _tables(module: bytes) -> Iterator[str]:
    for node in ast.walk(ast.parse(module)):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and "survey" in text and text.count("|") > TABLE_PIPES:
            yield text
