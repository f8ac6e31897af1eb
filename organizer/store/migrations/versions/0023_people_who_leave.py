"""When people go whom their host did not pick"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("leaves_on", sa.Date(), nullable=True))
    told = sa.text("leaves_on IS NOT NULL")
    op.create_index(
        "ix_people_host_id_leaves_on", "people", ["host_id", "leaves_on"], sqlite_where=told, postgresql_where=told
    )


def downgrade() -> None:
    op.drop_index("ix_people_host_id_leaves_on", "people")
    with op.batch_alter_table("people") as table:
        table.drop_column("leaves_on")
