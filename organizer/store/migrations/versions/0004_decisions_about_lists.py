"""What hosts decide about lists: encoding, sheet, columns; who is the same person"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "column_layouts",
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["host_id"], ["hosts.id"], name=op.f("fk_column_layouts_host_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("host_id", "fingerprint", name=op.f("pk_column_layouts")),
    )
    op.create_table(
        "likenesses",
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["host_id"], ["hosts.id"], name=op.f("fk_likenesses_host_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["one_id"], ["people.id"], name=op.f("fk_likenesses_one_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["other_id"], ["people.id"], name=op.f("fk_likenesses_other_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f("pk_likenesses")),
    )
    op.create_index(op.f("ix_likenesses_host_id"), "likenesses", ["host_id"], unique=False)
    op.create_index(op.f("ix_likenesses_other_id"), "likenesses", ["other_id"], unique=False)
    op.create_table(
        "unions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["host_id"], ["hosts.id"], name=op.f("fk_unions_host_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["kept_id"], ["people.id"], name=op.f("fk_unions_kept_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unions")),
    )
    op.create_index(op.f("ix_unions_host_id"), "unions", ["host_id"], unique=False)
    op.create_index(op.f("ix_unions_kept_id"), "unions", ["kept_id"], unique=False)
    op.add_column("attendee_lists", sa.Column("decisions", sa.JSON(), nullable=True))
    op.add_column("attendee_lists", sa.Column("kind", sa.String(length=40), server_default="list", nullable=False))
    op.add_column("list_rows", sa.Column("says", sa.JSON(), nullable=True))
    # Lists that wait: what was said of their columns is asked anew, their guess is as good as it was.
    op.drop_column("attendee_lists", "columns")
