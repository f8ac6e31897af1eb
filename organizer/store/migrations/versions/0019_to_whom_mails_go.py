"""The keyed hash of the address a mail goes to; those of older mails are made at the next start, by the key"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dispatches", sa.Column("recipient_hash", sa.String(32), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("dispatches") as table:
        table.drop_column("recipient_hash")
