"""Answers as Markdown, for a wiki, a pull request or a chat."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corrente.core.answer import Action, Answer, Backtest, Estimate
from corrente.core.words import Form, Language, Number
from corrente.reports.page import effect, interval
from corrente.reports.terms import of_whom, term
from corrente.reports.words import GRADES, text


def markdown(answers: Sequence[Answer], language: Language) -> str:
    """All answers, one section each, in the order given."""
    return "\n\n".join(section(answer, language) for answer in answers) + "\n"


def section(answer: Answer, language: Language) -> str:
    """One answer: question, headline, what to do, the numbers, how we know and the caveats."""
    blocks = [f"## {plain(answer.question.asked.say(language))}", f"**{plain(answer.headline.say(language))}**"]
    if answer.refusal is not None:
        blocks.append(f"{text('next_step', language)}: {plain(answer.refusal.next_step.say(language))}")
        return "\n\n".join(blocks)
    blocks += _titled("what_to_do", (f"- {_action(action, language)}" for action in answer.actions), language)
    blocks += _titled("numbers", _numbers(answer.estimates, language), language)
    blocks += _titled("how_we_know", _proof(answer, language), language)
    blocks += _titled("caveats", (f"- {plain(c.say(language))}" for c in answer.evidence.caveats), language)
    return "\n\n".join(blocks)


def backtest_said(backtest: Backtest, language: Language) -> str:
    """The back-test in a sentence that says plainly who won."""
    return text(
        "beats" if backtest.beats_baseline else "loses",
        language,
        baseline=backtest.baseline_name,
        model=Number(backtest.model, Form.EXACT),
        other=Number(backtest.baseline, Form.EXACT),
        metric=term(backtest.metric, language),
    )


def _titled(key: str, lines: Iterable[str], language: Language) -> list[str]:
    found = list(lines)
    return [f"### {text(key, language)}", "\n".join(found)] if found else []


def _action(action: Action, language: Language) -> str:
    advice = plain(action.advice.say(language))
    if action.lever is None:
        return advice
    said = effect(action.lever.effect, language)
    return f"{advice} {text('effect', language)}: {said}; {GRADES[action.lever.grade.value].say(language)}."


def _numbers(estimates: Sequence[Estimate], language: Language) -> list[str]:
    if not estimates:
        return []
    titles = [text(key, language) for key in ("number_of", "of_whom", "value", "low", "high", "unit")]
    head = [f"| {' | '.join(titles)} |", "|---|---|---:|---:|---:|---|"]
    return head + [_row(estimate, language) for estimate in estimates]


def _row(estimate: Estimate, language: Language) -> str:
    cells = (term(estimate.name, language), of_whom(estimate, language), *interval(estimate, language),
             term(estimate.unit, language))  # fmt: skip
    return f"| {' | '.join(plain(c).replace('|', chr(92) + '|') for c in cells)} |"


def _proof(answer: Answer, language: Language) -> list[str]:
    lines = []
    if answer.proof and answer.proof.backtest:
        lines.append(backtest_said(answer.proof.backtest, language))
    if answer.method:
        lines.append(answer.method.say(language))
    return [f"- {plain(line)}" for line in lines]


def plain(said: str) -> str:
    """One line without anything that Markdown would read as markup."""
    one_line = " ".join(said.split())
    for sign in "\\`*_<>[]#":
        one_line = one_line.replace(sign, f"\\{sign}")
    return one_line
