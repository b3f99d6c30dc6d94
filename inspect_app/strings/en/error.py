"""What went wrong, what was kept and what to do: one sentence per key of errors.py."""

STRINGS: dict[str, str | tuple[str, str]] = {
    "error.unexpected": (
        "Something unexpected happened and this step was not done. What you entered is kept. "
        "Try again."
    ),
    "error.storage": "The phone's store failed and this step was not saved. Try again.",
    "error.store_full": (
        "No room is left, so this step was not saved. Free some space and try again; what was "
        "saved is safe."
    ),
    "error.room_reserved": (
        "Only {free} is left, kept for answers and submitting, so this photo was not saved. "
        "Free some space and take it again."
    ),
    "error.store_corrupt": (
        "The store's file is damaged. Close the app and open it again: it will be repaired. If it "
        "is not, restore a backup. Do not clear the browser's data."
    ),
    "error.store_locked": (
        "The app is open in another tab or window. Go back to it, or close it and try again here."
    ),
    "error.store_newer": (
        "The data here was written by a newer version of the app. Go online and update; nothing "
        "is lost."
    ),
    "error.store_unwritable": (
        "The data folder cannot be written. Check the storage permission and try again."
    ),
    "error.store_missing": (
        "This browser offers no private storage, so nothing could be kept offline. Open the "
        "page in a current Chrome, Edge or Safari, not in a private window or inside another "
        "app."
    ),
    "error.key_missing": (
        (
            "The data here is encrypted and its key is not in the system's keystore. What was sent "
            "is at the endpoint; {count} thing here was not. Unlock the keystore and try again, "
            "or begin anew and restore a backup with its passphrase."
        ),
        (
            "The data here is encrypted and its key is not in the system's keystore. What was sent "
            "is at the endpoint; {count} things here were not. Unlock the keystore and try "
            "again, or begin anew and restore a backup with its passphrase."
        ),
    ),
    "error.key_missing_uncounted": (
        "The data here is encrypted and its key is not in the system's keystore. What was sent is "
        "at the endpoint. Unlock the keystore and try again, or begin anew and restore a backup "
        "with its passphrase."
    ),
    "error.keystore_refused": (
        "The system's keystore did not answer; no data was changed. Unlock it (sign in to the "
        "system) and try again."
    ),
    "error.begin_anew": "Begin anew",
    "error.begin_anew_question": "Set this data aside and begin anew?",
    "error.begin_anew_words": (
        "The encrypted data is moved aside and not deleted; without its key nobody can read it. "
        "This device must be enrolled again, or a backup restored."
    ),
    "error.passphrase_wrong": "The passphrase is wrong; nothing was restored. Type it again.",
    "error.backup_encrypted": (
        "This backup is encrypted, and there is no keystore here to restore it into. Restore it "
        "in the phone's own app or on a desk."
    ),
    "error.document_unknown": "This is not on the phone; it may have been submitted or deleted.",
    "error.backup_damaged": "The backup is incomplete or was changed; nothing was restored.",
    "error.backup_target_occupied": (
        "There is data at the target already; nothing was overwritten. Choose an empty folder."
    ),
    "error.photo": "The photo was not kept. Take it again or choose another.",
    "error.not_a_picture": "The file is not a picture, so it was not added. Choose a photo.",
    "error.picture_truncated": (
        "The picture ends too early and was not added. Take it again or choose another."
    ),
    "error.picture_too_large": (
        "The picture is too large and was not added. Take the photo in this app instead."
    ),
    "error.picture_too_small": (
        "The picture is too small to carry the stamp and was not added. Choose another."
    ),
    "error.picture_unsupported": (
        "This phone cannot read {format} photos here, so it was not added. Take it in this app, "
        "or set the camera to JPEG."
    ),
    "error.stamp_font_missing": (
        "The stamp's font is missing, so the photo was not kept. Install the app again."
    ),
    "error.attachment": "The file was not kept. Choose another.",
    "error.attachment_too_large": "The file has {size}; at most {limit} are kept. Make it shorter.",
    "error.attachment_empty": "The file is empty. Choose another.",
    "error.attachment_packed": (
        "Archives are not taken, and a Word or Excel file is one inside. Save it as a PDF first."
    ),
    "error.photo_unknown": "The photo is not on this phone; it may be on another device.",
    "error.camera_denied": (
        "The camera is not allowed. Allow it in the browser's or system's settings, or type the "
        "code and choose pictures instead."
    ),
    "error.camera_missing": (
        "There is no camera, or another app holds it. You can type the code and choose pictures "
        "instead."
    ),
    "error.location": "The location could not be had. All that was entered is kept: type it.",
    "error.location_denied": (
        "The location is not allowed. All that was entered is kept. Allow it in the browser's or "
        "the system's settings, or type latitude and longitude."
    ),
    "error.location_unavailable": (
        "No position could be found here. All that was entered is kept. Try again at a window or "
        "outdoors, or type latitude and longitude."
    ),
    "error.scan": "No code was read. Scan again or type the code.",
    "error.nothing_to_read": "There is no code in the picture. Move closer, or type the code.",
    "error.foreign_code": "This is another system's code, kept as it is: {code}",
    "error.code_mistyped": (
        "The check character does not fit: {code} probably has one wrong character. Compare it "
        "with the tag."
    ),
    "error.asset_unknown": "There is no asset {code} on this phone. Go online, sync and try again.",
    "error.enrolment": "The device was not enrolled. Try again.",
    "error.code_unknown": "The endpoint does not know this code. Check it and type it again.",
    "error.code_expired": "The enrolment code has expired. Ask the administrator for a new one.",
    "error.code_used": (
        "The code has enrolled another device already. Ask the administrator for a new one."
    ),
    "error.address_unreachable": (
        "Nothing answers at {address}. Check the address and the network, then try again."
    ),
    "error.insecure_address": (
        "{address} is not an https address, so the browser allows neither camera nor storage "
        "there. Use the https address."
    ),
    "error.records_waiting": (
        (
            "{count} thing has not reached the endpoint yet. Send it before you sign out or "
            "enrol again."
        ),
        (
            "{count} things have not reached the endpoint yet. Send them before you sign out or "
            "enrol again."
        ),
    ),
    "error.too_many_tries": "Too many tries. Wait a few minutes, then try again.",
    "error.halted": "The app cannot open now",
    "error.not_enrolled": "This device is not enrolled yet.",
    "error.sync": "The sync was not finished. Everything is kept here and will be tried again.",
    "error.offline": (
        "There is no network now. Everything is kept here and will be sent when there is one."
    ),
    "error.refused": (
        "The endpoint no longer accepts this device. Ask the administrator to enrol it again. "
        "Everything is kept here."
    ),
    "error.server_trouble": (
        "The endpoint is in trouble for now and will be tried again. Everything is kept here."
    ),
    "error.app_too_old": (
        "The app is too old for the endpoint. Update it first. Everything is kept here."
    ),
    "error.wrong_answer": (
        "What answered is not the endpoint, perhaps the network's sign-in page. Sign in to the "
        "network first."
    ),
    "error.inspection": "This inspection does not allow that.",
    "error.already_submitted": "The inspection is submitted and can no longer be changed.",
    "error.not_complete": (
        "{count} thing is still missing before it can be submitted.",
        "{count} things are still missing before it can be submitted.",
    ),
    "error.inspection_unknown": (
        "This inspection is not on the phone; it may have been submitted or deleted."
    ),
    "error.form_unknown": (
        "The checklist {form} is not on this phone. Go online, sync and try again."
    ),
    "error.unit_unknown": "The unit is not on this phone or not in your scope. Go online and sync.",
    "error.hazard_unknown": "The hazard is not on this phone. Go online and sync.",
    "error.too_many_photos": (
        "An item holds {count} photos at most. Remove one before adding another."
    ),
}
