"""Adaptive tests: keys, definitions, policies, exposures, events and findings."""

import sqlalchemy as sa
from alembic import op

from corrente.state.migrations.append_only import protect

revision = "0004"
down_revision = "0003"

SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make them."""
    _make_keys()
    _make_definitions()
    _make_what_happens()
    protect("test_revisions", "policies", "findings")


def _make_keys() -> None:
    op.create_table(
        "keys",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("site", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False, unique=True),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("revoked", MOMENT),
        sa.CheckConstraint("kind in ('write', 'read')", name="keys_of_a_kind"),
    )
    op.create_table(
        "secrets", sa.Column("site", sa.Text, primary_key=True), sa.Column("secret", sa.Text, nullable=False)
    )


def _make_definitions() -> None:
    op.create_table(
        "tests",
        sa.Column("site", sa.Text, primary_key=True),
        sa.Column("test", sa.Text, primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("policy", sa.Integer, nullable=False),
    )
    op.create_table(
        "test_revisions",
        *_key_of_test(),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["site", "test"], ["tests.site", "tests.test"], name="test_revisions_of_test"),
        sa.CheckConstraint("number > 0", name="test_revisions_from_one"),
    )
    op.create_table(
        "policies",
        *_key_of_test(),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["site", "test"], ["tests.site", "tests.test"], name="policies_of_test"),
        sa.CheckConstraint("version > 0", name="policies_from_one"),
    )
    op.create_table(
        "findings",
        sa.Column("id", SERIAL, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("site", "test", "plan", "item", "body")),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["site", "test"], ["tests.site", "tests.test"], name="findings_of_test"),
        sa.Index("findings_by_plan", "plan", "item"),
    )


def _key_of_test() -> tuple[sa.Column[str], sa.Column[str]]:
    return sa.Column("site", sa.Text, primary_key=True), sa.Column("test", sa.Text, primary_key=True)


def _make_what_happens() -> None:
    op.create_table(
        "exposures",
        *_key_of_test(),
        sa.Column("unit", sa.Text, primary_key=True),
        sa.Column("decision", sa.Text, nullable=False, unique=True),
        sa.Column("arm", sa.Text, nullable=False),
        sa.Column("probability", sa.Double, nullable=False),
        sa.Column("policy", sa.Integer, nullable=False),
        sa.Column("cell", sa.Text, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("context", sa.Text),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "events",
        sa.Column("site", sa.Text, primary_key=True),
        sa.Column("message_id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("person", sa.Text),
        sa.Column("decision", sa.Text),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("received_ms", sa.BigInteger, nullable=False),
        sa.Column("value", sa.Double),
        sa.Column("flags", sa.Integer, nullable=False),
        sa.Column("properties", sa.Text, nullable=False),
        sa.Column("context", sa.Text),
        sa.Index("events_by_unit", "site", "unit", "name", "at_ms"),
        sa.Index("events_by_name", "site", "name", "at_ms"),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("events", "exposures", "findings", "policies", "test_revisions", "tests", "secrets", "keys"):
        op.drop_table(table)
