"""AES-256-GCM by `cryptography`: desk and phones have it, a browser only asynchronously."""

import base64
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from inspect_app.platform.interface import Cipher

KEY_BYTES, NONCE_BYTES, SALT_BYTES = 32, 12, 16
"""Random nonces of 96 bits may be drawn 2^32 times under one key (NIST SP 800-38D, 8.3)."""
LABEL = b"inspect-app store 1"
SCRYPT_N, SCRYPT_R, SCRYPT_P = 1 << 15, 8, 1
"""32 MB and about a tenth of a second for each guess."""


class AesCipher:
    def __init__(self, key: bytes) -> None:
        self._aes = AESGCM(key)

    def encrypt(self, content: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._aes.encrypt(nonce, content, LABEL)

    def decrypt(self, content: bytes) -> bytes:
        nonce, rest = content[:NONCE_BYTES].ljust(NONCE_BYTES, b"\0"), content[NONCE_BYTES:]
        try:
            return self._aes.decrypt(nonce, rest, LABEL)
        except InvalidTag as error:
            raise ValueError("not encrypted under this key, or damaged") from error


class AesKeys:
    """What every keystore here does with the keys that it keeps; see `interface.Keystore`."""

    def new_key(self) -> bytes:
        return os.urandom(KEY_BYTES)

    def cipher(self, key: bytes) -> Cipher:
        return AesCipher(key)

    def wrap(self, key: bytes, passphrase: str) -> dict[str, object]:
        salt = os.urandom(SALT_BYTES)
        wrapped = AesCipher(_derived(passphrase, salt)).encrypt(key)
        return {"salt": as_text(salt), "wrapped": as_text(wrapped)}

    def unwrap(self, wrapped: Mapping[str, object], passphrase: str) -> bytes:
        salt, content = (base64.b64decode(str(wrapped[name])) for name in ("salt", "wrapped"))
        return AesCipher(_derived(passphrase, salt)).decrypt(content)


def as_text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _derived(passphrase: str, salt: bytes) -> bytes:
    kdf = Scrypt(salt=salt, length=KEY_BYTES, n=SCRYPT_N, r=SCRYPT_R, p=SCRYPT_P)
    return kdf.derive(passphrase.encode())
