"""The host's taste in tables; stamps that change with the people"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("parties", sa.Column("lean", sa.String(length=40), server_default="balanced", nullable=False))
    op.add_column("parties", sa.Column("more_senior", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("parties", sa.Column("more_new_faces", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "people_stamps",
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["host_id"], ["hosts.id"], name=op.f("fk_people_stamps_host_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("host_id", name=op.f("pk_people_stamps")),
    )
