"""Plans: revisions, marks, and what was decided of them."""

import sqlalchemy as sa
from alembic import op

from corrente.state.migrations.append_only import drop_rule, make_rule, protect

revision = "0001"
down_revision = None

SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make them."""
    make_rule()
    op.create_table(
        "plans", sa.Column("plan", sa.Text, primary_key=True), sa.Column("last", sa.Integer, nullable=False)
    )
    _make_revisions()
    op.create_table(
        "marks",
        sa.Column("id", SERIAL, primary_key=True),
        sa.Column("plan", sa.Text, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["plan", "item", "revision"],
            ["revisions.plan", "revisions.item", "revisions.number"],
            name="marks_of_revision",
        ),
        sa.UniqueConstraint("plan", "digest", name="marks_once"),
    )
    op.create_table(
        "decisions",
        sa.Column("mark", SERIAL, sa.ForeignKey("marks.id"), primary_key=True, autoincrement=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
    protect("revisions", "marks", "decisions")


def _make_revisions() -> None:
    op.create_table(
        "revisions",
        sa.Column("plan", sa.Text, sa.ForeignKey("plans.plan"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("based_on", sa.Integer),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.UniqueConstraint("plan", "item", "number", name="revisions_of_item"),
        sa.UniqueConstraint("plan", "key", "item", name="revisions_once_per_key"),
        sa.UniqueConstraint("plan", "item", "based_on", name="revisions_in_one_line"),
        sa.ForeignKeyConstraint(
            ["plan", "item", "based_on"],
            ["revisions.plan", "revisions.item", "revisions.number"],
            name="revisions_based_on_earlier",
        ),
        sa.CheckConstraint("based_on < number", name="revisions_forward"),
        sa.CheckConstraint("number > 0", name="revisions_from_one"),
    )
    first = sa.text("based_on is null")
    op.create_index(
        "revisions_one_first",
        "revisions",
        ["plan", "item"],
        unique=True,
        sqlite_where=first,
        postgresql_where=first,
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("decisions", "marks", "revisions", "plans"):
        op.drop_table(table)
    drop_rule()
