"""Hashes of addresses have 128 bits, so that a link that carries one fits into a line of a mail"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE people SET address_hash = substr(address_hash, 1, 32) WHERE address_hash != ''")
    op.execute("UPDATE opt_outs SET address_hash = substr(address_hash, 1, 32)")


def downgrade() -> None:
    """The other half is gone; an opt-out holds by what is left as soon as the people's hashes are made anew."""
