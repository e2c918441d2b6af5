"""What people read for an item's kind, its fields and the values that are options of corrente's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from corrente.core.plan import Field, ItemKind
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.stream.plan.items.channels import called
from corrente.stream.plan.say import listed, text

KINDS: Mapping[ItemKind, Phrase] = {
    ItemKind.SEGMENT: Phrase("Focus segment", "Segmento em foco"),
    ItemKind.BUYERS: Phrase("Buyers", "Compradores"),
    ItemKind.PROBLEM: Phrase("Problem", "Problema"),
    ItemKind.SOLUTION: Phrase("Solution", "Solução"),
    ItemKind.PRICE: Phrase("Price", "Preço"),
    ItemKind.ADVANTAGE: Phrase("Advantage", "Vantagem"),
    ItemKind.POSITIONING: Phrase("Positioning", "Posicionamento"),
    ItemKind.MESSAGE: Phrase("Message", "Mensagem"),
    ItemKind.LAUNCH: Phrase("Launch", "Lançamento"),
    ItemKind.CAMPAIGN: Phrase("Campaign", "Campanha"),
    ItemKind.TEST: Phrase("Test", "Teste"),
}

FIELDS: Mapping[str, Phrase] = {
    "segment": Phrase("segment", "segmento"),
    "order": Phrase("order of the segments", "ordem dos segmentos"),
    "lead_threshold": Phrase("points from which a lead is called", "pontos a partir dos quais se liga para um lead"),
    "need": Phrase("need", "necessidade"),
    "theme": Phrase("complaint", "reclamação"),
    "feature": Phrase("feature", "recurso"),
    "level": Phrase("level of the feature", "nível do recurso"),
    "model": Phrase("how it is charged", "forma de cobrança"),
    "extra_price": Phrase("extra price", "preço adicional"),
    "offer": Phrase("offer", "oferta"),
    "attribute": Phrase("attribute to stand on", "atributo de apoio"),
    "upgrade": Phrase("complementary upgrade", "upgrade complementar"),
    "rival": Phrase("rival to beat", "concorrente a bater"),
    "message": Phrase("message", "mensagem"),
    "date": Phrase("day of the launch", "dia do lançamento"),
    "persona": Phrase("for whom", "para quem"),
    "channel": Phrase("channel", "canal"),
    "role": Phrase("what it does", "o que faz"),
    "assets": Phrase("assets", "peças"),
    "budget": Phrase("budget", "orçamento"),
    "tell_customers": Phrase("told to customers", "aviso aos clientes"),
    "tell_leads": Phrase("told to leads", "aviso aos leads"),
    "compares": Phrase("what is compared", "o que se compara"),
    "measure": Phrase("judged by", "julgado por"),
    "statement": Phrase("sentence", "frase"),
    "starts": Phrase("starts", "começa"),
    "ends": Phrase("ends", "termina"),
    "one_off_cost": Phrase("cost once", "custo único"),
    "monthly_cost": Phrase("cost a month", "custo por mês"),
}

UNSHOWN = frozenset({"column", "order", "answers", "upgrade", "campaign"})
"""Fields that corrente keeps for itself: what they say stands elsewhere."""

_YES, _NO = Phrase("yes", "sim"), Phrase("no", "não")
_NONE = Phrase("none", "nenhum")
_VALUES: Mapping[str, Mapping[str, Phrase]] = {
    "segment": {"all": Phrase("all customers", "todos os clientes")},
    "level": {"yes": _YES, "no": _NO},
    "role": {
        "attract": Phrase("attracts leads", "atrai leads"),
        "excite": Phrase("excites customers", "entusiasma clientes"),
        "explain": Phrase("explains", "explica"),
    },
    "model": {
        "complementary upgrade": Phrase("complementary upgrade", "upgrade complementar"),
        "add-on": Phrase("add-on", "adicional"),
        "offer": Phrase("an offer of its own", "oferta própria"),
    },
}
_MONEY = frozenset({"budget", "extra_price", "one_off_cost", "monthly_cost"})


def _spaced(held: str) -> str:
    return held.replace("_", " ")


_SPELT: Mapping[str, Callable[[str], str]] = {
    "channel": called,
    "feature": _spaced,
    "attribute": _spaced,
    "theme": _spaced,
}


def say_field(name: str, held: Field, currency: str = "") -> tuple[Phrase, Phrase]:
    """A field in words: its name and its value."""
    return FIELDS.get(name) or Phrase.same(name.replace("_", " ")), say_value(name, held, currency)


def say_value(name: str, held: Field, currency: str = "") -> Phrase:
    """A field's value in words; money with its currency, options in the reader's language."""
    if held is None:
        return _NONE
    if isinstance(held, bool):
        return _YES if held else _NO
    if isinstance(held, tuple):
        return listed([say_value(name, one, currency) for one in held]) if held else _NONE
    if isinstance(held, str):
        return _VALUES.get(name, {}).get(held) or Phrase.same(_SPELT.get(name, str)(held))
    if isinstance(held, int | float) and name in _MONEY:
        return phrase("{n}", "{n}", n=Number(held, Form.MONEY, currency))
    return text(held)
