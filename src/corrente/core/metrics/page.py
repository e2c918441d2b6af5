"""The page of every metric, made from the definitions, so that it cannot drift from them."""

from __future__ import annotations

from collections.abc import Iterator

from corrente.core.metrics import FAMILIES, METRICS
from corrente.core.question import Stream
from corrente.core.scorecard import Family, Metric
from corrente.core.words import Language, Phrase

_TITLE = Phrase("Scorecard", "Indicadores")
_HEADS = {
    Stream.UPSTREAM: Phrase("Upstream: strategy", "Upstream: estratégia"),
    Stream.DOWNSTREAM: Phrase("Downstream: tactics", "Downstream: tática"),
}
_COLUMNS = Phrase(
    "| metric | how it is worked out | unit | tables | comes from |",
    "| indicador | como é calculado | unidade | tabelas | vem de |",
)
_INTRO = (
    Phrase(
        "Every metric is defined once, in `src/corrente/core/metrics/`; this page is made from there "
        "(`python -m tests.docs.write`). `company.scorecard()`, `corrente run DIR`, the page Scorecard and "
        "`GET /api/scorecard` read the same numbers.",
        "Cada indicador é definido uma vez só, em `src/corrente/core/metrics/`; esta página é gerada de lá "
        "(`python -m tests.docs.write`). `company.scorecard()`, `corrente run DIR`, a página Indicadores e "
        "`GET /api/scorecard` leem os mesmos números.",
    ),
    Phrase(
        "**Value and interval.** A metric that comes from an answer is that answer's estimate, carried over as it "
        "stands. All others are counted by month, and the value is that of the latest month that is over. Intervals "
        "hold 90%: rates by Jeffreys' prior, totals as compound Poisson rates (what chance alone would move them), "
        "means by Student's t, ratios with people as clusters. Money that was booked has none.",
        "**Valor e intervalo.** O indicador que vem de uma resposta é a estimativa dessa resposta, sem recálculo. Os "
        "demais são contados por mês, e o valor é o do último mês encerrado. Os intervalos são de 90%: taxas pela "
        "priori de Jeffreys, totais como taxas de Poisson compostas (o que só o acaso faria variar), médias pelo t de "
        "Student, razões com as pessoas como conglomerados. Dinheiro já lançado não tem intervalo.",
    ),
    Phrase(
        "**History and change.** Months come from the counts. Metrics that only an answer has are kept from run to "
        "run in `.corrente/scorecard.jsonl`, to which every run adds; `company.as_of(day).scorecard()` fills in "
        "earlier days. A change is against the month before and against the same month a year before (of kept "
        "readings: the latest that is 28 days older or more, and the one of about a year), with its interval and the "
        "chance that it really has its sign.",
        "**Histórico e variação.** Os meses vêm das contagens. Indicadores que só uma resposta tem ficam guardados de "
        "rodada em rodada em `.corrente/scorecard.jsonl`, que só cresce; `company.as_of(dia).scorecard()` preenche "
        "datas passadas. A variação é ante o mês anterior e ante o mesmo mês do ano anterior (nas leituras guardadas: "
        "a última com 28 dias ou mais e a de cerca de um ano), com intervalo e com a chance de o sinal ser real.",
    ),
    Phrase(
        "**One pipeline.** Value, velocity, coverage, forecast and influence count the rows of `opportunities` that "
        "[win_rate](questions/win_rate.md) and [sales_cycle](questions/sales_cycle.md) count. A deal is influenced "
        "where the person behind it (`customer_id`, or `person_id` of its lead) had a contact before the deal was "
        "opened, in a channel that somebody sends.",
        "**Um só pipeline.** Valor, velocidade, cobertura, previsão e influência contam as linhas de `opportunities` "
        "que [win_rate](questions/win_rate.md) e [sales_cycle](questions/sales_cycle.md) contam. Um negócio é "
        "influenciado quando a pessoa por trás dele (`customer_id`, ou `person_id` do lead) teve um contato antes da "
        "abertura do negócio, em um canal que alguém envia.",
    ),
)  # fmt: skip


def page(language: Language) -> str:
    """The page as Markdown."""
    return "\n".join(_lines(language)) + "\n"


def _lines(language: Language) -> Iterator[str]:
    yield f"# {_TITLE.say(language)}"
    for paragraph in _INTRO:
        yield ""
        yield paragraph.say(language)
    for stream in Stream:
        yield ""
        yield f"## {_HEADS[stream].say(language)}"
        for family in (family for family in FAMILIES if family.stream is stream):
            yield from _family(family, language)


def _family(family: Family, language: Language) -> Iterator[str]:
    yield ""
    yield f"### {FAMILIES[family].say(language)}"
    yield ""
    yield _COLUMNS.say(language)
    yield "|---|---|---|---|---|"
    for metric in METRICS.values():
        if metric.family is family:
            yield _row(metric, language)


def _row(metric: Metric, language: Language) -> str:
    tables = " + ".join(" / ".join(f"`{table}`" for table in need.any_of) for need in metric.needs)
    said = f"{metric.name.say(language)} (`{metric.id}`)", metric.formula.say(language), metric.unit, tables
    return f"| {' | '.join(said)} | {_source(metric)} |"


def _source(metric: Metric) -> str:
    parts = [f"`{count}`" for count in metric.counts]
    if metric.carried is not None:
        page = f"questions/{metric.carried.question}.md"
        parts.insert(0, f"[{metric.carried.question}]({page}): `{metric.carried.estimate}`")
    return ", ".join(parts + [f"[{question}](questions/{question}.md)" for question in metric.after])
