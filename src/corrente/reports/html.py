"""Several answers as one HTML file that needs nothing else: no script, no font, no request."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from corrente.core.answer import Answer
from corrente.core.scorecard import Scorecard
from corrente.core.words import Language
from corrente.reports.document.as_html import tools
from corrente.reports.page import environment, style
from corrente.reports.plan import document
from corrente.reports.scorecard import view
from corrente.stream.plan.plan import Plan


def report(
    company: str,
    answers: Sequence[Answer],
    language: Language,
    card: Scorecard | None = None,
    plan: Plan | None = None,
) -> str:
    """The report as HTML text: the plan, the answered questions, the scorecard, what could not be answered."""
    from markupsafe import Markup

    answered = [answer for answer in answers if answer.refusal is None]
    template = environment(language).get_template("report.html")
    return template.render(
        company=company,
        answered=answered,
        card=view(card, language) if card else None,
        plan=document(plan) if plan else None,
        refused=[answer for answer in answers if answer.refusal is not None],
        style=Markup(style()),
        **tools(language),
    )


def write_report(
    path: str | Path,
    company: str,
    answers: Sequence[Answer],
    language: Language,
    card: Scorecard | None = None,
    plan: Plan | None = None,
) -> None:
    """Write the report to ``path``, which is replaced only when the whole report is there."""
    target = Path(path)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        part.write_text(report(company, answers, language, card, plan), encoding="utf-8")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
