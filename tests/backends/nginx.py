"""A real nginx in front of the endpoint: found, or installed.

python -m tests.backends.nginx
"""

import os
import shutil
import sys

from tests.backends import debian

MISSING = (
    "No nginx was found and none could be installed. Install it (Debian: `apt-get install "
    "nginx-light`), or name yours in INSPECT_TEST_NGINX."
)


def find() -> str | None:
    named = os.environ.get("INSPECT_TEST_NGINX")
    return named or shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def main() -> int:
    for command in [] if find() else debian.commands("nginx-light"):
        debian.run(command, "nginx")
    found = find()
    print(f"nginx for the tests: {found}" if found else MISSING, file=None if found else sys.stderr)
    return 0 if found else 1


if __name__ == "__main__":
    raise SystemExit(main())
