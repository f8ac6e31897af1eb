"""The letter in a mail as plain text, and folded to search in; mails frozen before have their bytes only"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dispatches", sa.Column("body", sa.Text(), nullable=True))
    op.add_column("dispatches", sa.Column("search_text", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("dispatches") as table:
        table.drop_column("search_text")
        table.drop_column("body")
