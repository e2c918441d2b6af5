"""Outreach: landing pages, leads, consents, and who must not be written to."""

import sqlalchemy as sa
from alembic import op

from corrente.state.migrations.append_only import protect, unchanging

revision = "0005"
down_revision = "0004"

SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def _texts(*names: str) -> tuple[sa.Column[str], ...]:
    return tuple(sa.Column(name, sa.Text, nullable=False) for name in names)


def upgrade() -> None:
    """Make them."""
    _make_pages()
    _make_leads()
    _make_consents()
    op.create_table(
        "suppressions",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("site", "person", "reason")),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "forgotten",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
    )
    protect("page_revisions", "consent_texts", "forgotten")
    unchanging("consents")


def _make_pages() -> None:
    op.create_table(
        "page_revisions",
        sa.Column("site", sa.Text, primary_key=True),
        sa.Column("page", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        *_texts("body", "author"),
        sa.Column("at", MOMENT, nullable=False),
        *_texts("reason"),
        sa.CheckConstraint("number > 0", name="page_revisions_from_one"),
    )


def _make_leads() -> None:
    op.create_table(
        "leads",
        sa.Column("site", sa.Text, primary_key=True),
        sa.Column("lead", sa.Text, primary_key=True),
        *_texts("person", "submission", "page"),
        sa.Column("page_number", sa.Integer, nullable=False),
        *_texts("name", "email", "company", "language"),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        *_texts("unit", "test", "variant"),
        sa.Column("decision", sa.Text),
        *_texts("plan", "item", "source", "medium", "campaign", "term", "content", "campaign_id", "referrer"),
        sa.UniqueConstraint("site", "submission", name="leads_once"),
        sa.Index("leads_of_person", "site", "person"),
        sa.Index("leads_in_time", "site", "at_ms"),
        sa.Index("leads_of_unit", "site", "unit"),
    )


def _make_consents() -> None:
    op.create_table(
        "consent_texts",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("site", "version")),
        *_texts("purpose", "language", "words"),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "consents",
        sa.Column("id", SERIAL, primary_key=True),
        *_texts("site", "person", "purpose"),
        sa.Column("given", sa.Boolean, nullable=False),
        *_texts("text", "source", "page"),
        sa.Column("page_number", sa.Integer, nullable=False),
        sa.Column("lead", sa.Text),
        *_texts("address"),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(
            ["site", "text"], ["consent_texts.site", "consent_texts.version"], name="consents_by_text"
        ),
        sa.Index("consents_of_person", "site", "person", "purpose", "id"),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("forgotten", "suppressions", "consents", "consent_texts", "leads", "page_revisions"):
        op.drop_table(table)
