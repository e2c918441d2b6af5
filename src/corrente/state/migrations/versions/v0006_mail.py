"""E-mail campaigns: mailings, their deliveries, and the pace of sending."""

import sqlalchemy as sa
from alembic import op

from corrente.state.migrations.append_only import protect

revision = "0006"
down_revision = "0005"

MOMENT = sa.DateTime(timezone=True)
TEXTS = ("email", "domain", "fields", "unit", "variant")
SINCE = ("sent_ms", "clicked_ms", "bounced_ms", "complained_ms", "unsubscribed_ms")


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "mailings",
        *_key(),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("phase", sa.Text, nullable=False),
        sa.Column("because", sa.Text, nullable=False),
        sa.Column("changed_ms", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "mailing_revisions",
        *_key(),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["site", "mailing"], ["mailings.site", "mailings.mailing"], name="mailing_revisions_of"
        ),
        sa.CheckConstraint("number > 0", name="mailing_revisions_from_one"),
    )
    _make_deliveries()
    op.create_table(
        "mail_paces",
        sa.Column("site", sa.Text, primary_key=True),
        sa.Column("domain", sa.Text, primary_key=True),
        sa.Column("next_ms", sa.BigInteger, nullable=False),
    )
    protect("mailing_revisions")


def _key() -> tuple[sa.Column[str], sa.Column[str]]:
    return sa.Column("site", sa.Text, primary_key=True), sa.Column("mailing", sa.Text, primary_key=True)


def _make_deliveries() -> None:
    op.create_table(
        "deliveries",
        *_key(),
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("token", sa.Text, nullable=False, unique=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in TEXTS),
        sa.Column("decision", sa.Text),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("worker", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due_ms", sa.BigInteger, nullable=False),
        sa.Column("changed_ms", sa.BigInteger, nullable=False),
        sa.Column("reply", sa.Text, nullable=False),
        *(sa.Column(name, sa.BigInteger) for name in SINCE),
        sa.ForeignKeyConstraint(
            ["site", "mailing"], ["mailings.site", "mailings.mailing"], name="deliveries_of_mailing"
        ),
        sa.Index("deliveries_due", "site", "mailing", "status", "due_ms", "token"),
        sa.Index("deliveries_of_person", "site", "person"),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("mail_paces", "deliveries", "mailing_revisions", "mailings"):
        op.drop_table(table)
