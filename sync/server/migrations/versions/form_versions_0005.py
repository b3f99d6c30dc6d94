"""Every version of a form that was published, not only the newest."""

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0005_form_versions"
down_revision = "0004_inspection_scores"


def upgrade() -> None:
    versions = op.create_table(
        "form_versions",
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.String(length=40)),
        sa.Column("published_by", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("form", "version", name=op.f("pk_form_versions")),
    )
    items = sa.table("reference_items", sa.column("kind"), sa.column("body"))
    found = op.get_bind().execute(sa.select(items.c.body).where(items.c.kind == "forms"))
    rows = [_row(body) for body in found.scalars()]
    if rows:
        op.bulk_insert(versions, rows)


def _row(body: str) -> dict[str, object]:
    form = json.loads(body)
    return {
        "form": form["id"],
        "version": form["version"],
        "digest": hashlib.sha256(body.encode()).hexdigest(),
        "published_at": None,
        "published_by": "",
        "body": body,
    }


def downgrade() -> None:
    op.drop_table("form_versions")
