"""What can go wrong, one class for each cause that somebody can act on.

    AppError
    ├── StorageError                 the device's store
    │   ├── StoreFull                no room left on the device, or the browser's quota is used up
    │   ├── RoomReserved             what is left is kept for answers and submitting
    │   ├── StoreCorrupt             the file is damaged
    │   ├── StoreLocked              another tab or another copy of the app has it open
    │   ├── StoreNewer               written by a newer version of the app
    │   ├── StoreUnwritable          the folder cannot be opened or written
    │   ├── StoreMissing             this browser offers no private file system
    │   ├── KeyMissing               the store is encrypted, and its key is not in the keystore
    │   ├── KeystoreRefused          the system's keystore does not keep or give a key
    │   ├── DocumentUnknown          nothing is kept under this key
    │   ├── PassphraseWrong          the backup is encrypted under another passphrase
    │   ├── BackupEncrypted          the backup is encrypted, and this host has no keystore
    │   ├── BackupDamaged            not a backup, or one that is cut short or changed
    │   └── BackupTargetOccupied     there is a store where the backup should be restored
    ├── PhotoError
    │   ├── NotAPicture              the bytes are no picture
    │   ├── PictureTruncated         the picture ends too early
    │   ├── PictureTooLarge          too many bytes or too many pixels
    │   ├── PictureTooSmall          too few pixels to carry the stamp
    │   ├── PictureUnsupported       a picture, but in a format that cannot be read here (HEIC)
    │   ├── StampFontMissing         the font of the stamp was not installed with the app
    │   ├── PhotoUnknown             the photo is not on this device
    │   ├── CameraDenied             the person or the system refused the camera
    │   └── CameraMissing            there is no camera, or another app holds it
    ├── AttachmentError              a file that a form asks for
    │   ├── AttachmentTooLarge       more bytes than are kept
    │   ├── AttachmentEmpty          no bytes at all
    │   └── AttachmentPacked         an archive, which the endpoint would not take
    ├── LocationError
    │   ├── LocationDenied           the person or the system refused the location
    │   └── LocationUnavailable      no fix could be had in time
    ├── ScanError
    │   ├── NothingToRead            no code was found in the picture
    │   ├── ForeignCode              a code of another system; kept under its own name
    │   ├── CodeMistyped             the check digit of a typed code does not fit
    │   └── AssetUnknown             a code of ours, but the asset is not on this device
    ├── EnrolmentError
    │   ├── CodeUnknown              the endpoint does not know this enrolment code
    │   ├── CodeExpired              the enrolment code is too old
    │   ├── CodeUsed                 the enrolment code has enrolled another device
    │   ├── AddressUnreachable       nothing answers at the endpoint's address
    │   ├── InsecureAddress          plain http to another machine: no camera, no private storage
    │   └── NotEnrolled              this device has no endpoint yet
    ├── SyncError
    │   ├── Offline                  no network
    │   ├── Refused                  the endpoint does not accept this device (any more)
    │   ├── ServerTrouble            the endpoint answered, but could not do it now
    │   ├── AppTooOld                the endpoint speaks a newer protocol
    │   └── WrongAnswer              what answered is not the endpoint (a hotel's sign-in page)
    └── InspectionError
        ├── AlreadySubmitted         a submitted inspection never changes
        ├── NotComplete              items, photos or signatures are missing
        ├── InspectionUnknown        there is no such draft or inspection on this device
        ├── FormUnknown              the form of this inspection is not on this device
        ├── UnitUnknown              the unit is not on this device, or out of its scope
        ├── HazardUnknown            the hazard is not on this device
        └── TooManyPhotos            an answer holds as many photos as it may

The key names the sentence for the person (`strings/`), the parameters fill it. Nothing here is
shown as it is: `str(error)` is for the log. The wire has its own errors (`sync/`); services turn
them into `SyncError`.
"""

from typing import ClassVar


class AppError(Exception):
    """A cause that the person can be told about: `t(error.key, **error.params)`."""

    key: ClassVar[str] = "error.unexpected"

    def __init__(self, key: str | None = None, **params: object) -> None:
        if key is not None:
            self.key = key
        self.params = params
        super().__init__(self.key, params)

    def __str__(self) -> str:
        return " ".join([self.key, *(f"{name}={value!r}" for name, value in self.params.items())])


class StorageError(AppError):
    key = "error.storage"


class StoreFull(StorageError):
    key = "error.store_full"


class RoomReserved(StorageError):
    """Parameter `free`: bytes, as a size in words where the person reads it."""

    key = "error.room_reserved"


class StoreCorrupt(StorageError):
    key = "error.store_corrupt"


class StoreLocked(StorageError):
    key = "error.store_locked"


class StoreNewer(StorageError):
    """Parameter `migrations`: the names that this version does not know."""

    key = "error.store_newer"


class StoreUnwritable(StorageError):
    key = "error.store_unwritable"


class StoreMissing(StorageError):
    key = "error.store_missing"


class KeyMissing(StorageError):
    """Parameter `count`: how much in it has not reached the endpoint."""

    key = "error.key_missing"


class KeystoreRefused(StorageError):
    """Parameter `reason`: plain English, for the log."""

    key = "error.keystore_refused"


class PassphraseWrong(StorageError):
    key = "error.passphrase_wrong"


class BackupEncrypted(StorageError):
    key = "error.backup_encrypted"


class DocumentUnknown(StorageError):
    """Parameters `table`, `document`."""

    key = "error.document_unknown"


class BackupDamaged(StorageError):
    """Parameter `reason`: plain English, for the log."""

    key = "error.backup_damaged"


class BackupTargetOccupied(StorageError):
    """Parameter `folder`."""

    key = "error.backup_target_occupied"


class PhotoError(AppError):
    key = "error.photo"


class NotAPicture(PhotoError):
    key = "error.not_a_picture"


class PictureTruncated(PhotoError):
    key = "error.picture_truncated"


class PictureTooLarge(PhotoError):
    """Parameters `size` and `limit`, both in the same unit (bytes or pixels)."""

    key = "error.picture_too_large"


class PictureTooSmall(PhotoError):
    """Parameters `size`, the shorter edge in pixels, and `limit`."""

    key = "error.picture_too_small"


class PictureUnsupported(PhotoError):
    """Parameter `format`, such as HEIC."""

    key = "error.picture_unsupported"


class StampFontMissing(PhotoError):
    """Parameter `place`: where it was looked for."""

    key = "error.stamp_font_missing"


class PhotoUnknown(PhotoError):
    """Parameter `sha256`."""

    key = "error.photo_unknown"


class CameraDenied(PhotoError):
    key = "error.camera_denied"


class CameraMissing(PhotoError):
    key = "error.camera_missing"


class AttachmentError(AppError):
    key = "error.attachment"


class AttachmentTooLarge(AttachmentError):
    """Parameters `size` and `limit` in words."""

    key = "error.attachment_too_large"


class AttachmentEmpty(AttachmentError):
    key = "error.attachment_empty"


class AttachmentPacked(AttachmentError):
    key = "error.attachment_packed"


class LocationError(AppError):
    key = "error.location"


class LocationDenied(LocationError):
    key = "error.location_denied"


class LocationUnavailable(LocationError):
    key = "error.location_unavailable"


class ScanError(AppError):
    key = "error.scan"


class NothingToRead(ScanError):
    key = "error.nothing_to_read"


class ForeignCode(ScanError):
    """Parameters `code` and, where it is known, `system`."""

    key = "error.foreign_code"


class CodeMistyped(ScanError):
    """Parameter `code`."""

    key = "error.code_mistyped"


class AssetUnknown(ScanError):
    """Parameter `code`."""

    key = "error.asset_unknown"


class EnrolmentError(AppError):
    key = "error.enrolment"


class CodeUnknown(EnrolmentError):
    key = "error.code_unknown"


class CodeExpired(EnrolmentError):
    key = "error.code_expired"


class CodeUsed(EnrolmentError):
    key = "error.code_used"


class AddressUnreachable(EnrolmentError):
    """Parameter `address`."""

    key = "error.address_unreachable"


class InsecureAddress(EnrolmentError):
    """Parameter `address`."""

    key = "error.insecure_address"


class NotEnrolled(EnrolmentError):
    key = "error.not_enrolled"


class SyncError(AppError):
    key = "error.sync"


class Offline(SyncError):
    key = "error.offline"


class Refused(SyncError):
    key = "error.refused"


class ServerTrouble(SyncError):
    key = "error.server_trouble"


class AppTooOld(SyncError):
    key = "error.app_too_old"


class WrongAnswer(SyncError):
    key = "error.wrong_answer"


class InspectionError(AppError):
    key = "error.inspection"


class AlreadySubmitted(InspectionError):
    key = "error.already_submitted"


class NotComplete(InspectionError):
    """Parameter `missing`: how many items, photos and signatures are still owed."""

    key = "error.not_complete"


class InspectionUnknown(InspectionError):
    key = "error.inspection_unknown"


class FormUnknown(InspectionError):
    """Parameters `form` and `version`."""

    key = "error.form_unknown"


class UnitUnknown(InspectionError):
    """Parameter `unit`."""

    key = "error.unit_unknown"


class HazardUnknown(InspectionError):
    """Parameter `hazard`."""

    key = "error.hazard_unknown"


class TooManyPhotos(InspectionError):
    """Parameter `count`: how many an answer may hold."""

    key = "error.too_many_photos"
