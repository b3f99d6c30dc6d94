"""The test database's own set-up: it must work wherever the project was cloned to."""

import subprocess

from tests.backends.postgres import copied, find


def test_copied_programs_run(tmp_path):
    """Where PostgreSQL's user may not enter the clone, a copy runs."""
    programs = find()
    assert programs is not None

    copy = copied(programs, tmp_path / "programs")

    for name in ("initdb", "postgres"):
        subprocess.run([copy / name, "--version"], check=True, capture_output=True)
