"""Programs that tests need and Debian has: found, or installed where that is possible."""

import os
import shutil
import subprocess

QUIET = {"DEBIAN_FRONTEND": "noninteractive"}
INSTALL_S = 900


def commands(package: str) -> list[list[str]]:
    """How to install a package on this machine; empty where only its owner can."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return []
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
    return [["apt-get", "update", "-qq"], install]


def run(command: list[str], what: str) -> None:
    """Try; whether it worked is seen by looking for the program again."""
    print(f"installing {what} for the tests:", " ".join(command), flush=True)
    environment = os.environ | QUIET
    subprocess.run(
        command, check=False, stdout=subprocess.DEVNULL, env=environment, timeout=INSTALL_S
    )
