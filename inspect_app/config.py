"""Numbers that more than one module needs."""

MAX_EDGE_PX = 1600
JPEG_QUALITY = 80
MAX_PHOTO_BYTES = 350_000
"""A stamped photo of a 12-megapixel picture stays below this."""
MAX_SOURCE_BYTES = 60_000_000
"""Larger pictures are refused before they are decoded."""
MAX_SOURCE_PIXELS = 120_000_000
"""More than any phone's camera takes; a decompression bomb stops here."""
MAX_SHOWN_PIXELS = 25_000_000
"""Of a picture from elsewhere: ten times what the app sends; it unfolds to 100 MB."""
MAX_ATTACHMENT_BYTES = 8_000_000
"""Of a recording or any other file that a form asks for: what the endpoint takes as one blob."""
MAX_NOTE_CHARACTERS = 2_000
MAX_PHOTOS_PER_ANSWER = 9
LANGUAGES = ("zh_CN", "en")
STORAGE_WARNING_BYTES = 200_000_000
"""Less free room than this is shown."""
STORAGE_RESERVE_BYTES = 30_000_000
"""Less than this is left to answers, signatures and submitting: no photo takes it from them."""
