"""Photos that another device took: on their way here, and why they are not here yet."""

STRINGS: dict[str, str | tuple[str, str]] = {
    "photo.loading": "Fetching photos {done}/{total}",
    "photo.offline": "The photos were taken elsewhere; they come when there is a network.",
    "photo.waits_for_wifi": "The photos wait for Wi-Fi; “Fetch now” gets them at once.",
    "photo.now": "Fetch now",
    "photo.again": "Try again",
    "photo.tile.loading": "Fetching",
    "photo.tile.waiting": "Tap to fetch",
    "photo.tile.offline": "Needs a network",
    "photo.tile.absent": "Not sent yet",
    "photo.tile.failed": "Failed",
    "photo.reason.blob_absent": (
        "{count} photo has not reached the endpoint yet; once its device has sent it, it comes.",
        "{count} photos have not reached the endpoint yet; once sent, they come by themselves.",
    ),
    "photo.reason.blob_differs": (
        "{count} photo does not fit its digest; it is neither shown nor kept.",
        "{count} photos do not fit their digests; they are neither shown nor kept.",
    ),
    "photo.reason.blob_too_large": (
        "{count} photo is too large to be shown on a phone.",
        "{count} photos are too large to be shown on a phone.",
    ),
    "photo.reason.not_a_picture": (
        "{count} file is not a whole picture and cannot be shown.",
        "{count} files are not whole pictures and cannot be shown.",
    ),
    "photo.reason.no_room": "There is no room left for photos. Make room on the phone first.",
    "photo.reason.offline": "The line was cut before the photo had come; it is tried again.",
    "photo.reason.timed_out": "The network is too slow for the photo; it is tried again.",
    "photo.reason.answer_damaged": "Only a part of the photo came; it is tried again.",
    "photo.reason.refused": (
        "The endpoint no longer accepts this device. Ask to have it enrolled again."
    ),
    "photo.reason.too_busy": "The endpoint is busy; it is tried again.",
    "photo.reason.server_trouble": "The endpoint is in trouble for now; it is tried again.",
    "photo.reason.wrong_answer": (
        "Not the endpoint answered; perhaps sign in to this network first."
    ),
    "photo.reason.failed": "The photo could not be fetched.",
}
