"""Runs commands that must refuse what they are given, each in a process with little memory.

Python and the command are loaded once: every command is a fork of this process.
"""

import contextlib
import io
import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from inspect_app.cli.commands import app

MAX_BYTES = 1_500_000_000
"""Of address space; the command itself takes about a third."""
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Refuser:
    process: subprocess.Popen[str]

    def run(self, *arguments: str) -> tuple[int, str]:
        """Return how the command ended, and what it said."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(json.dumps(arguments), file=self.process.stdin, flush=True)
        code, said = json.loads(self.process.stdout.readline())
        return code, said


@contextmanager
def refuser() -> Iterator[Refuser]:
    command = [sys.executable, "-m", "tests.torture._refuser"]
    environment = {**os.environ, "INSPECT_LANGUAGE": "en"}
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        yield Refuser(process)
        assert process.stdin is not None
        process.stdin.close()


def _serve() -> None:
    for line in sys.stdin:
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            os._exit(_run(json.loads(line), writer))
        os.close(writer)
        with os.fdopen(reader, "rb") as heard:
            said = heard.read().decode("utf-8", "replace")
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(json.dumps([code, said[-2_000:]]), flush=True)


def _run(arguments: list[str], writer: int) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MAX_BYTES, MAX_BYTES))
    said, code = io.StringIO(), 70
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            app(arguments)
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        except BaseException as error:
            said.write(f"Traceback: {error!r}")
    os.write(writer, said.getvalue().encode("utf-8", "replace")[-4_000:])
    return code


if __name__ == "__main__":
    _serve()
