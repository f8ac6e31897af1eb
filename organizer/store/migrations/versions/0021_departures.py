"""When mails left a mailbox: kept apart from the mails, which may be replaced or deleted"""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    departures = op.create_table(
        "departures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailbox", sa.String(length=32), nullable=False),
        sa.Column("left_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_departures"),
    )
    op.create_index("ix_departures_mailbox_left_at", "departures", ["mailbox", "left_at"])
    dispatches = sa.table("dispatches", sa.column("envelope_from"), sa.column("left_at", sa.DateTime()))
    recent = dispatches.c.left_at > datetime.now(UTC).replace(tzinfo=None) - timedelta(days=1)
    left = op.get_bind().execute(sa.select(dispatches).where(recent)).all()
    op.bulk_insert(
        departures,
        [{"mailbox": sha256(row.envelope_from.encode()).hexdigest()[:32], "left_at": row.left_at} for row in left],
    )
    op.drop_column("dispatches", "left_at")


def downgrade() -> None:
    op.add_column("dispatches", sa.Column("left_at", sa.DateTime(), nullable=True))
    op.drop_table("departures")
