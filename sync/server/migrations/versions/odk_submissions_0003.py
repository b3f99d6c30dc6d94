"""What became of each inspection at each OpenRosa server."""

import sqlalchemy as sa
from alembic import op

revision = "0003_odk_submissions"
down_revision = "0002_blob_rights"


def upgrade() -> None:
    op.create_table(
        "odk_submissions",
        sa.Column("server", sa.String(length=200), nullable=False),
        sa.Column("inspection", sa.String(length=64), nullable=False),
        sa.Column("instance_id", sa.String(length=80), nullable=False),
        sa.Column("form", sa.String(length=100), nullable=False),
        sa.Column("xml", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("files_sent", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("server", "inspection", name=op.f("pk_odk_submissions")),
    )
    op.create_index(op.f("ix_odk_submissions_server_state"), "odk_submissions", ["server", "state"])


def downgrade() -> None:
    op.drop_table("odk_submissions")
