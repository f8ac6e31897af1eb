"""No index on people's address hashes: opt-outs are looked up by their own, and it cost half of a long import"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index(op.f("ix_people_address_hash"), table_name="people")
