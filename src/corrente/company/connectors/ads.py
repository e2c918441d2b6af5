# ruff: noqa: E501 - a role and its names read best as one row
"""Advertising platforms, from the interface (English or Portuguese) or a warehouse: all together are one table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corrente.company.connectors.forms import Form
from corrente.company.contract import Kind
from corrente.company.export import Export, Head
from corrente.company.recognise import plain
from corrente.company.styles import Style, bare_amount, moment_of, nothing_words, number_of, says_mark
from corrente.core.words import Phrase, phrase
from corrente.engine.files import literal


@dataclass(frozen=True)
class Platform:
    """One platform: the forms of its reports, and whether it writes 3/14/2025 for the 14th of March."""

    name: str
    forms: tuple[Form, ...]
    slashed: Style = Style.DAY_FIRST


_NOT_ONE_PLATFORM = ("channel", "canal", "platform", "plataforma", "source", "origem", "medium", "searchterms?", "termodepesquisa")  # fmt: skip
_MONEY = r"([a-z]{3})?"

_GOOGLE = {
    "day": ("day", "dia", "week", "semana"),
    "campaign": ("campaign", "campanha", "campaignname", "nomedacampanha"),
    "kind": ("campaigntype", "tipodecampanha"),
    "spend": ("cost", "custo", f"cost{_MONEY}", f"custo{_MONEY}"),
    "impressions": ("impr", "impressions", "impressoes"),
    "clicks": ("clicks", "cliques"),
    "mark": ("impr", "currencycode", "codigodamoeda", "currency", "moeda", "campaigntype", "tipodecampanha", "adgroup", "campaignstatus"),
}  # fmt: skip
_GOOGLE_WAREHOUSE = {
    "day": ("date", "segmentsdate", "day"),
    "kind": ("advertisingchanneltype", "adnetworktype", "segmentsadnetworktype"),
    "micros": ("costmicros", "metricscostmicros"),
    "impressions": ("impressions", "metricsimpressions"),
    "clicks": ("clicks", "metricsclicks"),
}
_META = {
    "day": ("day", "dia", "reportingstarts", "iniciodosrelatorios"),
    "until": ("reportingends", "encerramentodosrelatorios", "terminodosrelatorios"),
    "campaign": ("campaignname", "nomedacampanha", "adsetname", "nomedoconjuntodeanuncios", "adname", "nomedoanuncio"),
    "spend": (f"amountspent{_MONEY}", f"valorusado{_MONEY}", f"valorgasto{_MONEY}"),
    "impressions": ("impressions", "impressoes"),
    "clicks": ("linkclicks", "cliquesnolink", "clicksall", "cliquestodos"),
}
_META_WAREHOUSE = {
    "day": ("date", "datestart"),
    "ad": ("adid", "campaignid", "adsetid"),
    "account": ("accountid",),
    "spend": ("spend",),
    "impressions": ("impressions",),
    "clicks": ("inlinelinkclicks", "clicks"),
}
_LINKEDIN = {
    "day": ("startdateinutc", "datadeinicioemutc", "startdate"),
    "campaign": ("campaignname", "nomedacampanha", "campaigngroupname"),
    "spend": (f"totalspent{_MONEY}", f"totalgasto{_MONEY}", f"valortotalgasto{_MONEY}"),
    "impressions": ("impressions", "impressoes"),
    "clicks": ("clicks", "cliques"),
}
_LINKEDIN_WAREHOUSE = {
    "day": ("day", "date", "datestart"),
    "spend": ("costinlocalcurrency",),
    "impressions": ("impressions",),
    "clicks": ("clicks",),
}
PLATFORMS = (
    Platform(
        "Google Ads",
        (
            Form(_GOOGLE, ("day", "campaign", "spend", "mark"), (*_NOT_ONE_PLATFORM, "amountspent.*", "reportingstarts")),
            Form(_GOOGLE_WAREHOUSE, ("day", "micros"), ("searchterm", "segmentssearchterm")),
        ),
    ),
    Platform(
        "Meta Ads",
        (
            Form(_META, ("day", "spend", "campaign"), _NOT_ONE_PLATFORM),
            Form(_META_WAREHOUSE, ("day", "spend", "account"), _NOT_ONE_PLATFORM),
        ),
    ),
    Platform(
        "LinkedIn Ads",
        (
            Form(_LINKEDIN, ("day", "spend", "campaign"), _NOT_ONE_PLATFORM),
            Form(_LINKEDIN_WAREHOUSE, ("day", "spend")),
        ),
        Style.MONTH_FIRST,
    ),
)  # fmt: skip
_LEVELS: Mapping[str, str] = {
    "campaign": r"(base)?(campaign|campanha)(group)?(id|name)?|nomedacampanha|campaignbasecampaign",
    "ad set": r"(base)?adgroup(id|name|baseadgroup)?|grupodeanuncios|adset(id|name)|nomedoconjuntodeanuncios",
    "ad": r"ad(id|name)?|nomedoanuncio|anuncio|creative(id|name)?",
    "keyword": r"keyword.*|adgroupcriterion.*|palavrachave.*",
    "people": r"age|idade|gender|genero|country|pais|region|regiao|member.*",
    "place": r"placement|posicionamento|device|dispositivo|publisherplatform",
}

_PART = """
select "#file" + {start} as "#file", "#row", coalesce(strftime(cast({day} as date), '%Y-%m-%d'), day) as period,
    {channel} as channel, coalesce(cast({spend} as varchar), spend) as spend,
    coalesce(cast(cast({impressions} as bigint) as varchar), impressions) as impressions,
    coalesce(cast(cast({clicks} as bigint) as varchar), clicks) as clicks, {aside} as "#aside"
from ({rows}) as named cross join (select count(*) filter ({comma}) > count(*) filter ({point}) as comma from ({rows})) as marks
"""
_LONGEST = 31
_NOT_A_DAY = Phrase(
    "a totals row, or one that covers more than a month",
    "linha de totais, ou que cobre mais de um mês",
)


def recognise(heads: Sequence[Head]) -> tuple[Export, ...]:
    """One spend table out of the reports of every platform that is there."""
    inputs: dict[str, tuple[Path, ...]] = {}
    parts, notes, start = [], [], 0
    for platform in PLATFORMS:
        form, chosen, left = _reports(platform, heads)
        if form is None:
            continue
        relation = plain(platform.name)
        parts.append(_part(platform, form, chosen, relation, start))
        inputs[relation] = tuple(head.path for head in chosen)
        notes += _notes(platform, form, chosen, left)
        start += len(chosen)
    if not parts:
        return ()
    names = ", ".join(platform.name for platform in PLATFORMS if plain(platform.name) in inputs)
    return (Export(names, "spend", inputs, " union all ".join(parts), tuple(notes), _NOT_A_DAY),)


def _reports(platform: Platform, heads: Sequence[Head]) -> tuple[Form | None, tuple[Head, ...], tuple[Head, ...]]:
    """The platform's coarsest reports, and the finer ones, which hold the same money again."""
    for form in platform.forms:
        found = form.among(heads)
        if found:
            fewest = min(len(_levels(head)) for head in found)
            coarse = next(_levels(head) for head in found if len(_levels(head)) == fewest)
            chosen = tuple(head for head in found if _levels(head) == coarse)
            return form, chosen, tuple(head for head in found if head not in chosen)
    return None, (), ()


def _levels(head: Head) -> frozenset[str]:
    names = [plain(column) for column in head.columns]
    return frozenset(level for level, pattern in _LEVELS.items() if any(re.fullmatch(pattern, name) for name in names))


def _part(platform: Platform, form: Form, heads: Sequence[Head], relation: str, start: int) -> str:
    rows = form.rows(heads, relation, "".join(f", cast(null as varchar) as {r}" for r in _ROLES if r not in form.roles))
    day, until = (_day(role, platform.slashed) for role in ("day", "until"))
    return _PART.format(
        start=start,
        rows=rows,
        day=day,
        channel=_channel(platform, form),
        spend=f"coalesce(try_cast(micros as decimal(18, 0)) * 0.000001, {_number('spend')})",
        impressions=_number("impressions"),
        clicks=_number("clicks"),
        aside=_aside(form, heads, day, until),
        comma=_says("comma"),
        point=_says("point"),
    )


_ROLES = ("campaign", "kind", "spend", "micros", "impressions", "clicks", "until")


def _channel(platform: Platform, form: Form) -> str:
    """The platform, and the type of campaign where the report names it: "Google Ads: Search"."""
    if "kind" not in form.roles:
        return literal(platform.name)
    words = "upper(left(kind, 1)) || replace(lower(substring(kind, 2)), '_', ' ')"
    return f"{literal(platform.name)} || coalesce(': ' || {words}, '')"


def _day(role: str, slashed: Style) -> str:
    styles = (Style.PLAIN, slashed, Style.NAMED)
    return f"coalesce({', '.join(moment_of(role, style) for style in styles)})"


def _number(role: str) -> str:
    """An amount under the report's own decimal mark; nothing is zero."""
    nothing = f"coalesce(lower({role}), '') in ({nothing_words(Kind.AMOUNT)})"
    marked = f"case when comma then {number_of(role, Style.COMMA)} else {number_of(role, Style.POINT)} end"
    return f"case when {nothing} then 0 else {marked} end"


def _says(mark: str) -> str:
    """SQL: whether a row shows the decimal mark, in its money or in the thousands of its whole numbers."""
    decimal, group = ((",", r"\."), r"\.") if mark == "comma" else ((r"\.", ","), ",")
    thousands = literal(f"^[1-9][0-9]{{0,2}}({group}[0-9]{{3}})+$")
    money = f"regexp_matches({bare_amount('spend')}, {literal(says_mark(*decimal))})"
    wholes = [f"regexp_matches({role}, {thousands})" for role in ("impressions", "clicks")]
    return " or ".join(f"coalesce({sql}, false)" for sql in (money, *wholes))


def _aside(form: Form, heads: Sequence[Head], day: str, until: str) -> str:
    """Totals carry no day, or no campaign where all other rows name one; a long period says nothing of its weeks."""
    column = literal(next(iter(form.columns(heads[0]).values())))
    nothing = f"coalesce(lower(day), '') in ({nothing_words(Kind.AMOUNT)})"
    total = f"({day} is null and ({nothing} or lower(day) like 'total%'))"
    unnamed = " or campaign is null or regexp_matches(campaign, '(?i)^total *(:.*)?$')"
    nameless = unnamed if "campaign" in form.roles else ""
    long = f"date_diff('day', cast({day} as date), cast({until} as date)) >= {_LONGEST}"
    return f"case when {total}{nameless} or coalesce({long}, false) then {column} end"


def _notes(platform: Platform, form: Form, chosen: Sequence[Head], left: Sequence[Head]) -> list[Phrase]:
    currencies = sorted({code for head in chosen if (code := _currency(form, head))})
    notes = []
    if currencies:
        notes.append(
            phrase(
                "{platform}: amounts are in {currency}, as exported.",
                "{platform}: valores em {currency}, como exportados.",
                platform=platform.name,
                currency=", ".join(currencies),
            )
        )
    if left:
        notes.append(
            phrase(
                "{platform}: {files} left out, the same money at a finer level.",
                "{platform}: {files} de fora, o mesmo dinheiro em um nível mais fino.",
                platform=platform.name,
                files=", ".join(head.path.name for head in left),
            )
        )
    return notes


def _currency(form: Form, head: Head) -> str | None:
    """The currency that a report's column names: "Amount spent (BRL)"."""
    found = re.search(r"\(([A-Z]{3})\)", form.columns(head).get("spend", ""))
    return found.group(1) if found else None
