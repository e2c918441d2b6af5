"""Forecasts of a plan's revisions, and what came of them."""

import sqlalchemy as sa
from alembic import op

from corrente.state.migrations.append_only import protect

revision = "0002"
down_revision = "0001"

SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
QUANTILES = ("q05", "q25", "q50", "q75", "q95")


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "forecasts",
        sa.Column("id", SERIAL, primary_key=True),
        sa.Column("plan", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("question", "estimate", "of", "unit", "grade")),
        sa.Column("origin", sa.Date, nullable=False),
        sa.Column("target", sa.Date, nullable=False),
        *(sa.Column(name, sa.Double, nullable=False) for name in (*QUANTILES, "mean")),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["plan", "revision"], ["revisions.plan", "revisions.number"], name="forecasts_of_revision"
        ),
        sa.UniqueConstraint(
            "plan", "revision", "question", "estimate", "of", "origin", "target", name="forecasts_once"
        ),
        sa.CheckConstraint("q05 <= q25 and q25 <= q50 and q50 <= q75 and q75 <= q95", name="forecasts_in_order"),
    )
    op.create_table(
        "outcomes",
        sa.Column("id", SERIAL, primary_key=True),
        sa.Column("forecast", SERIAL, sa.ForeignKey("forecasts.id"), nullable=False, index=True),
        sa.Column("actual", sa.Double, nullable=False),
        sa.Column("scores", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    protect("forecasts", "outcomes")


def downgrade() -> None:
    """Drop them."""
    op.drop_table("outcomes")
    op.drop_table("forecasts")
