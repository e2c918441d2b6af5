"""Answers that show themselves in a notebook."""

from __future__ import annotations

import sys
from html import escape

from corrente.core.answer import Answer
from corrente.core.scorecard import Scorecard
from corrente.core.words import Language
from corrente.reports.html import report

HEIGHT = "36rem"


def install(language: Language) -> bool:
    """Let IPython show answers and scorecards as the report shows them; returns whether there is an IPython to tell.

    IPython is only looked for, never imported: outside a notebook this does nothing.
    """
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is None:
        return False
    formatter = shell.display_formatter.formatters["text/html"]
    formatter.for_type(Answer, lambda answer: show(answer, language))
    formatter.for_type(Scorecard, lambda card: show_scorecard(card, language))
    return True


def show(answer: Answer, language: Language) -> str:
    """One answer as HTML in a frame of its own, so that neither the page's style nor ours leaks."""
    return _framed(report(answer.question.asked.say(language), (answer,), language))


def show_scorecard(card: Scorecard, language: Language) -> str:
    """The scorecard as HTML in a frame of its own."""
    return _framed(report(card.company, (), language, card))


def _framed(page: str) -> str:
    return f'<iframe srcdoc="{escape(page)}" style="width:100%;height:{HEIGHT};border:0"></iframe>'
