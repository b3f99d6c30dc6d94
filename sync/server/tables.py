"""The endpoint's tables. A change here is a new file in `migrations/versions/`."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = String(64)
Digest = String(64)
Moment = String(40)
"""ISO 8601 with offset; the endpoint's own times are UTC and therefore sort as text."""

counters = Table(
    "counters",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", BigInteger, nullable=False),
)
"""One row each for `records` and `references`; its lock is what orders the writers."""

reference_items = Table(
    "reference_items",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("id", Id, primary_key=True),
    Column("unit", Id, nullable=False, default=""),
    Column("was_unit", Id, nullable=False, default=""),
    Column("code", String(64), nullable=False, default=""),
    Column("name", Text, nullable=False, default=""),
    Column("subkind", String(32), nullable=False, default=""),
    Column("due_on", String(10)),
    Column("version", BigInteger, nullable=False),
    Column("is_removed", Boolean, nullable=False, default=False),
    Column("body", Text, nullable=False),
    Index(None, "kind", "version"),
    Index(None, "kind", "unit", "id"),
    Index(None, "kind", "code"),
)

form_versions = Table(
    "form_versions",
    metadata,
    Column("form", Id, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("digest", Digest, nullable=False),
    Column("published_at", Moment),
    Column("published_by", String(200), nullable=False),
    Column("body", Text, nullable=False),
)
"""All that were ever published; `reference_items` has the newest of each, which phones pull."""

accounts = Table(
    "accounts",
    metadata,
    Column("person", Id, primary_key=True),
    Column("login", String(120), unique=True),
    Column("password_hash", Text),
    Column("scope", Text, nullable=False),
    Column("is_disabled", Boolean, nullable=False, default=False),
)

enrolment_codes = Table(
    "enrolment_codes",
    metadata,
    Column("selector", String(8), primary_key=True),
    Column("secret_hash", Text, nullable=False),
    Column("person", Id, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("device", Id),
    Column("tries", Integer, nullable=False, default=0),
)

throttles = Table(
    "throttles",
    metadata,
    Column("key", String(160), primary_key=True),
    Column("since", Moment, nullable=False),
    Column("count", Integer, nullable=False),
)

devices = Table(
    "devices",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person", Id, nullable=False, index=True),
    Column("name", String(200), nullable=False),
    Column("platform", String(60), nullable=False),
    Column("app_version", String(40), nullable=False),
    Column("token_hash", Digest, nullable=False, unique=True),
    Column("key", Digest, nullable=False),
    Column("enrolled_at", Moment, nullable=False),
    Column("seen_at", Moment),
    Column("revoked_at", Moment),
    Column("last_digest", Digest, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", Digest, primary_key=True),
    Column("person", Id, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("ended_at", Moment),
)

records = Table(
    "records",
    metadata,
    Column(
        "seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    ),
    Column("id", Id, nullable=False, unique=True),
    Column("kind", String(40), nullable=False),
    Column("unit", Id, nullable=False),
    Column("author", Id, nullable=False),
    Column("device", Id, nullable=False),
    Column("subject", Id, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("elapsed_ms", BigInteger, nullable=False),
    Column("previous", Digest, nullable=False),
    Column("blobs", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("digest", Digest, nullable=False),
    Column("seal", Digest, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("skew_s", Float),
    Column("is_chain_broken", Boolean, nullable=False),
    Column("attachments_expected", Integer, nullable=False),
    Column("attachments_present", Integer, nullable=False),
    Index(None, "unit", "seq"),
    Index(None, "subject", "seq"),
)
"""`subject` is the inspection, hazard or asset that the record speaks of; `skew_s` is set only
where the device's clock was further off than is allowed without a mark."""

record_blobs = Table(
    "record_blobs",
    metadata,
    Column("record", Id, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("sha256", Digest, nullable=False, index=True),
    Column("unit", Id, nullable=False),
)

blobs = Table(
    "blobs",
    metadata,
    Column("sha256", Digest, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("stored_at", Moment, nullable=False),
)

blob_holders = Table(
    "blob_holders",
    metadata,
    Column("sha256", Digest, ForeignKey("blobs.sha256", ondelete="CASCADE"), primary_key=True),
    Column("person", Id, primary_key=True),
    Column("proven_at", Moment, nullable=False),
)
"""Who has sent all of a blob's bytes, or could read it: only their mention of it counts."""

signing_keys = Table(
    "signing_keys",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("secret", Digest, nullable=False),
    Column("made_at", Moment, nullable=False),
)
"""The highest signs the addresses of photos; the one before it is still believed."""

uploads = Table(
    "uploads",
    metadata,
    Column("id", Id, primary_key=True),
    Column("device", Id, nullable=False, index=True),
    Column("sha256", Digest, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("offset", BigInteger, nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("metadata", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
)

upload_parts = Table(
    "upload_parts",
    metadata,
    Column("upload", Id, ForeignKey("uploads.id", ondelete="CASCADE"), primary_key=True),
    Column("offset", BigInteger, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("name", String(200), nullable=False),
)

inspections = Table(
    "inspections",
    metadata,
    Column("id", Id, primary_key=True),
    Column("record", Id, nullable=False),
    Column("seq", BigInteger, nullable=False, index=True),
    Column("unit", Id, nullable=False),
    Column("form", String(64), nullable=False),
    Column("form_version", String(64), nullable=False),
    Column("kind", String(24), nullable=False),
    Column("author", Id, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("submitted_at", Moment, nullable=False),
    Column("passed", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("not_applicable", Integer, nullable=False),
    Column("hazards", Integer, nullable=False),
    Column("score", Float),
    Column("level", Id),
    Index(None, "unit", "seq"),
)

hazards = Table(
    "hazards",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", String(64), nullable=False, unique=True),
    Column("temporary_number", String(64), nullable=False),
    Column("seq", BigInteger, nullable=False, index=True),
    Column("unit", Id, nullable=False),
    Column("domain", String(64), nullable=False),
    Column("grade", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("due_on", String(10), nullable=False),
    Column("inspection", Id, nullable=False),
    Column("asset", Id, nullable=False),
    Column("found_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("body", Text, nullable=False),
    Index(None, "unit", "seq"),
)
"""`number` is final and given here; `temporary_number` is the device's; `body` is the folded state
after the record `seq`."""

odk_submissions = Table(
    "odk_submissions",
    metadata,
    Column("server", String(200), primary_key=True),
    Column("inspection", Id, primary_key=True),
    Column("instance_id", String(80), nullable=False),
    Column("form", String(100), nullable=False),
    Column("xml", Text, nullable=False),
    Column("files", Text, nullable=False),
    Column("files_sent", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", String(32), nullable=False, default=""),
    Column("message", Text, nullable=False, default=""),
    Column("tries", Integer, nullable=False, default=0),
    Column("updated_at", Moment, nullable=False),
    Index(None, "server", "state"),
)
"""What became of each inspection at each OpenRosa server: see `odk/ledger.py`."""
