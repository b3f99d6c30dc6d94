"""Which key the store was encrypted under: a small file beside it, readable without any key."""

import base64
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from inspect_app.disk import flush_folder, write_whole
from inspect_app.errors import StoreCorrupt
from inspect_app.storage.encryption import Cipher

KEY_FILE = "key.json"
CHECK = b"inspect-app"
"""What `check` says to whom has the right key."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    key: str
    """The name under which the platform's keystore holds it."""
    check: str
    is_on: bool
    """Whether encryption is wanted; when not, the file only stays until all is readable again."""
    is_done: bool
    """Whether every row is as it is wanted, and nothing else is left in the files."""

    def __post_init__(self) -> None:
        if not all(isinstance(each, str) for each in (self.key, self.check)):
            raise TypeError("names and checks are texts")
        if not all(isinstance(each, bool) for each in (self.is_on, self.is_done)):
            raise TypeError("it is neither on nor off")

    @classmethod
    def made_for(cls, key: str, cipher: Cipher) -> Self:
        check = base64.b64encode(cipher.encrypt(CHECK)).decode()
        return cls(key, check, is_on=True, is_done=False)

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """Return None when the store is not encrypted. Raises `StoreCorrupt`."""
        path = folder / KEY_FILE
        if not path.exists():
            return None
        try:
            return cls(**json.loads(path.read_bytes()))
        except (ValueError, TypeError) as error:
            raise StoreCorrupt(reason=f"{KEY_FILE} cannot be read") from error

    def fits(self, cipher: Cipher) -> bool:
        """Whether it is the key that the store was encrypted under."""
        try:
            return cipher.decrypt(base64.b64decode(self.check)) == CHECK
        except ValueError:
            return False

    def write(self, folder: Path) -> None:
        """On disk when it returns: what is encrypted from then on cannot be read without it."""
        write_whole(folder / KEY_FILE, json.dumps(asdict(self)).encode())

    @staticmethod
    def remove(folder: Path) -> None:
        (folder / KEY_FILE).unlink(missing_ok=True)
        flush_folder(folder)
