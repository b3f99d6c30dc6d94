"""Whose mention of a photo counts, and what the addresses of photos are signed with."""

import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0002_blob_rights"
down_revision = "0001"


def upgrade() -> None:
    holders = op.create_table(
        "blob_holders",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("proven_at", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["sha256"],
            ["blobs.sha256"],
            name=op.f("fk_blob_holders_sha256"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sha256", "person", name=op.f("pk_blob_holders")),
    )
    keys = op.create_table(
        "signing_keys",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_keys")),
    )
    made_at = datetime.now(UTC).isoformat(timespec="milliseconds")
    first = {"id": 1, "secret": secrets.token_hex(32), "made_at": made_at}
    op.bulk_insert(keys, [first])
    op.execute(holders.insert().from_select(["sha256", "person", "proven_at"], _mentions()))


def _mentions() -> sa.Select:
    """Until now every mention of a stored blob counted; those stay as they are."""
    blobs = sa.table("blobs", sa.column("sha256"), sa.column("stored_at"))
    mentions = sa.table("record_blobs", sa.column("record"), sa.column("sha256"))
    records = sa.table("records", sa.column("id"), sa.column("author"))
    return (
        sa.select(blobs.c.sha256, records.c.author, sa.func.min(blobs.c.stored_at))
        .join(mentions, mentions.c.sha256 == blobs.c.sha256)
        .join(records, records.c.id == mentions.c.record)
        .group_by(blobs.c.sha256, records.c.author)
    )
