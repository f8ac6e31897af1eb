"""Letters: what the host liked and could bring, as what a letter was found good; company details of the host"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("letters") as table:
        table.add_column(sa.Column("appreciation", sa.Text(), server_default="", nullable=False))
        table.add_column(sa.Column("offer", sa.Text(), server_default="", nullable=False))
        table.add_column(sa.Column("reviewed_as", sa.String(64), server_default="", nullable=False))
    with op.batch_alter_table("hosts") as table:
        table.add_column(sa.Column("company_details", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("hosts") as table:
        table.drop_column("company_details")
    with op.batch_alter_table("letters") as table:
        table.drop_column("reviewed_as")
        table.drop_column("offer")
        table.drop_column("appreciation")
