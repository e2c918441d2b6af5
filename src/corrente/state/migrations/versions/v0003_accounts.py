"""Accounts, their sessions, logins tried, and the audit log."""

import sqlalchemy as sa
from alembic import op

from corrente.state.migrations.append_only import protect

revision = "0003"
down_revision = "0002"

SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "accounts",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("email", sa.Text, unique=True),
        sa.Column("password", sa.Text),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("closed", MOMENT),
    )
    op.create_table(
        "sessions",
        sa.Column("token", sa.Text, primary_key=True),
        sa.Column("account", sa.Text, sa.ForeignKey("accounts.id"), nullable=False, index=True),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
        sa.Column("ended", MOMENT),
    )
    op.create_table(
        "attempts",
        sa.Column("id", SERIAL, primary_key=True),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Index("attempts_by_email", "email", "at"),
        sa.Index("attempts_by_address", "address", "at"),
    )
    op.create_table(
        "audit",
        sa.Column("id", SERIAL, primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("of", sa.Text, nullable=False),
        sa.Column("details", sa.Text, nullable=False),
    )
    protect("audit")


def downgrade() -> None:
    """Drop them."""
    for table in ("audit", "attempts", "sessions", "accounts"):
        op.drop_table(table)
