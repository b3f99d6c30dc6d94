"""Source distributions of others, whose own tests and sheets are run here; fetched once."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOWNLOAD = "-m pip download --no-deps --no-binary :all: --disable-pip-version-check --dest"


def source_of(name: str, version: str, sha256: str) -> Path:
    """Return the archive; a test that needs it fails where it cannot be had."""
    folder = ROOT / ".cache" / name
    archive = folder / f"{name}-{version}.tar.gz"
    if not archive.exists():
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, *DOWNLOAD.split(), str(folder), f"{name}=={version}"]
        fetched = subprocess.run(command, capture_output=True, text=True)
        if fetched.returncode:
            pytest.fail(f"the source of {name} could not be fetched:\n{fetched.stderr}")
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    assert found == sha256, f"{archive} is not the pinned one; remove it"
    return archive
