"""When a mail left its mailbox, whatever became of it afterwards"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dispatches", sa.Column("left_at", sa.DateTime(), nullable=True))
    op.execute("UPDATE dispatches SET left_at = settled_at WHERE state IN ('sent', 'uncertain', 'bounced')")


def downgrade() -> None:
    with op.batch_alter_table("dispatches") as table:
        table.drop_column("left_at")
