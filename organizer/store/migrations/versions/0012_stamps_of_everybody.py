"""A stamp for everybody's people beside those of the hosts"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("people_stamps")
    op.create_table(
        "people_stamps",
        sa.Column("host_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stamp", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("host_id", name=op.f("pk_people_stamps")),
    )
