"""The person, the device, its looks."""

STRINGS: dict[str, str | tuple[str, str]] = {
    "me.unit": "Unit at hand",
    "me.waiting": "{count} to send",
    "me.appearance": "Appearance",
    "me.language": "Language",
    "me.theme": "Colours",
    "me.theme_hint": "Use Sunlight when the screen is hard to read outdoors.",
    "me.device": "This phone",
    "me.storage": "Storage",
    "me.measuring": "Looking how much room is left…",
    "me.room": "{used} used, {free} free",
    "me.fetched": "Of that, {size} are photos taken elsewhere; they give way when room is short",
    "me.room_short": "Room is getting short. Free some space, or photos may not fit.",
    "me.room_short_left": "Only {free} of room is left. Free some space, or photos may not fit.",
    "me.kept": "The system has promised not to clear this data",
    "me.not_kept": (
        "When room gets short, the system may clear this data. Sync often, or ask it to keep it."
    ),
    "me.ask_to_keep": "Ask to keep it",
    "me.encryption": "Encrypt the data here",
    "me.encryption_off": (
        "Encrypt inspections, photos and settings under a key in the system's keystore."
    ),
    "me.encryption_on": (
        "Inspections, photos and settings are encrypted; the key is in the system's keystore. "
        "Ids, states and dates stay readable."
    ),
    "me.encryption_turning_on": "Encrypting… You can go on; better not close the app yet.",
    "me.encryption_turning_off": "Decrypting… You can go on; better not close the app yet.",
    "me.encryption_go_on": "Go on",
    "me.encryption_missing": (
        "A browser offers no keystore for this, so the data is not encrypted by the app; the "
        "phone's lock and its own encryption protect it. Set a screen lock, or use the phone's "
        "own app or a desk where encryption is needed."
    ),
    "me.encrypt_question": "Encrypt the data here?",
    "me.encrypt_words": (
        "The key is in this device's keystore alone. After a reset, or when the keystore is lost, "
        "what was not sent cannot be read any more. Damaged files that earlier repairs set aside "
        "are deleted. Sync often; a backup will ask you for a passphrase."
    ),
    "me.encrypt_yes": "Encrypt",
    "me.decrypt_question": "Decrypt the data here?",
    "me.decrypt_words": "Whoever gets this device's files can then see inspections and photos.",
    "me.decrypt_yes": "Decrypt",
    "me.passphrase_title": "Passphrase of the backup",
    "me.passphrase": "Passphrase",
    "me.passphrase_again": "Once more",
    "me.passphrase_new_hint": (
        "The backup is encrypted, too. Restoring it takes this passphrase; there is no other way."
    ),
    "me.passphrase_hint": (
        "This backup is encrypted. Type the passphrase that was set when it was made."
    ),
    "me.passphrase_short": "At least {count} characters",
    "me.passphrase_differs": "The two are not the same",
    "me.passphrase_open": "Open the backup",
    "me.backup": "Backup",
    "me.backup_hint_encrypted": (
        "Save all inspections, photos and settings here as one file, encrypted by a passphrase."
    ),
    "me.backup_hint": (
        "Save all inspections, photos and settings here as one file. It is not encrypted: keep it "
        "safe."
    ),
    "me.back_up": "Save a backup",
    "me.backed_up": "The backup was saved as {name}",
    "me.about_title": "About",
    "me.version": "Version",
    "me.endpoint": "Endpoint",
    "me.device_id": "Device",
    "me.about": (
        "A whole inspection works without a network; records are kept here and sent when there "
        "is one."
    ),
    "me.sign_out": "Sign out of this device",
    "me.sign_out_anyway": "Sign out and give them up",
    "me.sign_out_hint": (
        "To come back you need a new enrolment code. Nothing here waits to be sent."
    ),
    "me.sign_out_waiting": (
        (
            "{count} thing has not reached the endpoint. After signing out it can no longer be "
            "sent. Send it first."
        ),
        (
            "{count} things have not reached the endpoint. After signing out they can no longer "
            "be sent. Send them first."
        ),
    ),
    "me.repaired": "The data on this phone was repaired",
    "me.repaired_kept": (
        "A file on this phone was damaged. Kept: {records} records, "
        "{drafts} open inspections, {photos} photos."
    ),
    "me.repaired_lost_photos": (
        "{count} photo could not be read; an open inspection will ask for it again.",
        "{count} photos could not be read; open inspections will ask for them again.",
    ),
    "me.repaired_again": "Units, assets and checklists will be fetched again.",
    "me.repaired_unenrolled": "The enrolment is lost. Ask the administrator for a new code.",
    "me.repaired_read": "OK",
    "me.restore": "Restore a backup",
    "me.restore_pick": "Choose the backup file",
    "me.restore_checking": "Checking the backup…",
    "me.restore_question": "Replace what is on this phone?",
    "me.restore_holds": (
        "The backup is {person}’s: {records} records, {drafts} open inspections, {photos} photos."
    ),
    "me.restore_waiting": (
        "{count} of it was not sent yet; it will be sent from here, and only once.",
        "{count} of them were not sent yet; they will be sent from here, and only once.",
    ),
    "me.restore_loses": (
        "{count} thing on this phone, not sent or not finished, will be gone. Send it first.",
        "{count} things on this phone, not sent or not finished, will be gone. Send it first.",
    ),
    "me.restore_once": (
        "After that, do not inspect with the old phone any more: the records "
        "of the two would not follow each other."
    ),
    "me.restore_yes": "Replace",
    "me.opening": "Opening…",
}
