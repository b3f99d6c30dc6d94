"""`Upload-Checksum` of tus 1.0: which algorithms there are, and whether bytes fit."""

import base64
import hashlib
from dataclasses import dataclass

from sync.server.errors import ApiError

ALGORITHMS = ("sha256", "sha1")
"""Ours, and the one that the specification asks of every server."""


@dataclass(frozen=True, slots=True)
class Checksum:
    algorithm: str
    expected: str
    """Base64."""

    @classmethod
    def read(cls, header: str) -> "Checksum | None":
        """Read `sha256 <base64>`; None where there is no header. Raises `ApiError`."""
        if not header:
            return None
        algorithm, _, expected = header.strip().partition(" ")
        if algorithm not in ALGORITHMS:
            raise ApiError(400, "checksum_algorithm")
        return cls(algorithm, expected.strip())

    def fits(self, content: bytes) -> bool:
        return self.fits_digest(hashlib.new(self.algorithm, content).digest())

    def fits_digest(self, digest: bytes) -> bool:
        return base64.b64encode(digest).decode() == self.expected
