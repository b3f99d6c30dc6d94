"""Enrolling this device at an endpoint."""

STRINGS: dict[str, str | tuple[str, str]] = {
    "enrol.about": (
        "Inspect school safety on a phone: scan a tag, answer, photograph and sign, even "
        "without a network. First enrol this device with the code from your administrator."
    ),
    "enrol.scan": "Scan the enrolment code",
    "enrol.address": "Endpoint address",
    "enrol.address_hint": "Such as https://inspect.example.org",
    "enrol.code": "One-time code",
    "enrol.code_hint": "From your administrator; it works once",
    "enrol.go": "Enrol this device",
    "enrol.asking": "Asking the endpoint…",
    "enrol.kept_here": "Records are kept on this device and sent to your endpoint only.",
    "enrol.already": "This device is enrolled for {person}. A new code hands it to another person.",
    "enrol.go_on_insecure": "For trial only: go on",
    "enrol.not_a_code": "This is not an enrolment code. Scan the one from your administrator.",
}
