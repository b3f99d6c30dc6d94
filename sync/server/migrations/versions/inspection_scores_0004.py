"""What an inspection earned, and what that is called."""

import sqlalchemy as sa
from alembic import op

revision = "0004_inspection_scores"
down_revision = "0003_odk_submissions"


def upgrade() -> None:
    op.add_column("inspections", sa.Column("score", sa.Float()))
    op.add_column("inspections", sa.Column("level", sa.String(length=64)))


def downgrade() -> None:
    op.drop_column("inspections", "level")
    op.drop_column("inspections", "score")
