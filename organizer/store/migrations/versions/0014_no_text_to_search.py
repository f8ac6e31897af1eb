"""No folded text beside each person: the search runs on an index in memory"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch: that makes the table anew, and whatever hangs on its rows would go with the old one.
    op.drop_column("people", "search_text")


def downgrade() -> None:
    op.add_column("people", sa.Column("search_text", sa.Text(), server_default="", nullable=False))
