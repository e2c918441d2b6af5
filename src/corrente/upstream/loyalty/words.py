"""What the loyalty room says and draws."""

from __future__ import annotations

from collections.abc import Sequence

from corrente.core.answer import Action, Answer, Backtest, Cell, Estimate, Evidence, Status, Table, number_of
from corrente.core.catalogue import QUESTIONS
from corrente.core.picture import Kind, Mark, Picture
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.upstream.loyalty.estimate import Group, LoyaltyEstimate
from corrente.upstream.loyalty.fits import MODELS

_ALL = "all"
_SHOWN = 50
_NAMES = {model.NAME: model.REFERENCE for model in MODELS.values()}


def answer(estimate: LoyaltyEstimate) -> Answer:
    """The answer in words: how many are active, who is at risk, what they will buy and what they are worth."""
    found = {e.name: e for e in estimate.estimates if e.of["segment"] == _ALL}
    tables = {
        "customers_at_risk": _group_table(estimate.at_risk),
        "by_silence": _group_table(estimate.by_silence),
    }
    if estimate.segment_sizes:
        tables["segments"] = _segment_table(estimate)
    return Answer(
        QUESTIONS["loyalty"],
        Status.ANSWERED if "lifetime_value" in found else Status.PARTIAL,
        _headline(found["active_customers"], estimate),
        estimate.estimates,
        tables,
        _actions(found, estimate),
        proof=estimate.proof,
        method=_method(estimate),
        evidence=Evidence(references=_references(found, estimate), caveats=_caveats(found, estimate)),
    )


def figure(answer: Answer) -> Picture:
    """Repeat buyers' chance to be still active, by how long they have been silent."""
    rows = answer.tables["by_silence"].rows
    marks = tuple(_mark(row, following) for row, following in zip(rows, [*rows[1:], None], strict=True))
    last = marks[-1]
    return Picture(
        Kind.INTERVALS,
        answer.question.stream,
        phrase(
            "The longer repeat buyers stay silent, the fewer are still active",
            "Quanto mais tempo sem comprar, menos clientes recorrentes seguem ativos",
        ),
        phrase(
            "Share of customers with two or more purchases who are still active, by time since the last one; "
            "50% and 90% intervals",
            "Parcela dos clientes com duas ou mais compras que seguem ativos, por tempo desde a última; "
            "intervalos de 50% e 90%",
        ),
        phrase(
            "One row per time since the last purchase. The share falls from {first} to {last}.",
            "Uma linha por tempo desde a última compra. A parcela vai de {first} a {last}.",
            first=Number(marks[0].value, Form.SHARE),
            last=Number(last.value, Form.SHARE),
        ),
        marks,
        phrase("still active", "seguem ativos"),
        Form.SHARE,
    )


def _mark(row: Sequence[Cell], following: Sequence[Cell] | None) -> Mark:
    _, days, customers, value, low, high, inner_low, inner_high = (number_of(cell) for cell in row if cell is not None)
    weeks, n = Number(days / 7, Form.COUNT), Number(customers, Form.COUNT)
    if following is None:
        label = phrase("{weeks} weeks or more ({n})", "{weeks} semanas ou mais ({n})", weeks=weeks, n=n)
    else:
        until = Number(number_of(following[1]) / 7, Form.COUNT)
        label = phrase(
            "{weeks} to {until} weeks ({n})", "{weeks} a {until} semanas ({n})", weeks=weeks, until=until, n=n
        )
    return Mark(value, low, high, inner_low, inner_high, label, emphasis=high < 0.5)


def _headline(active: Estimate, estimate: LoyaltyEstimate) -> Phrase:
    risky = sum(group.customers for group in estimate.at_risk)
    return phrase(
        "About {active} of {all} customers are still active ({low} to {high}); {risky} repeat buyers are more likely "
        "lost than not{but}.",
        "Cerca de {active} de {all} clientes seguem ativos (entre {low} e {high}); {risky} recorrentes já devem "
        "ter ido embora{but}.",
        active=Number(active.value, Form.COUNT),
        all=Number(estimate.customers, Form.COUNT),
        low=Number(active.low, Form.COUNT),
        high=Number(active.high, Form.COUNT),
        risky=Number(risky, Form.COUNT),
        but=_but(estimate.proof.backtest),
    )


def _but(backtest: Backtest | None) -> Phrase:
    if backtest is None or backtest.beats_baseline:
        return Phrase("", "")
    return Phrase(", but past pace predicted better", ", mas o ritmo passado previu melhor")


def _actions(found: dict[str, Estimate], estimate: LoyaltyEstimate) -> tuple[Action, ...]:
    bought = found["expected_purchases"]
    weeks = Number(estimate.plan.hold_out_weeks, Form.COUNT)
    actions = [
        Action(
            phrase(
                "Plan on {n} purchases from today's customers in the next {weeks} weeks ({low} to {high}).",
                "Conte com {n} compras dos clientes de hoje nas próximas {weeks} semanas (entre {low} e {high}).",
                n=Number(bought.value * estimate.customers),
                low=Number(bought.low * estimate.customers),
                high=Number(bought.high * estimate.customers),
                weeks=weeks,
            )
        )
    ]
    if estimate.at_risk:
        top = estimate.at_risk[0]
        actions.insert(0, Action(_win_back(top)))
    if "lifetime_value" in found:
        value = found["lifetime_value"]
        actions.append(
            Action(
                phrase(
                    "Weigh the cost of keeping a customer against {value} of expected revenue in the period ahead "
                    "({low} to {high}); the margin is less.",
                    "Compare o custo de manter um cliente com {value} de receita esperada no período à frente "
                    "(entre {low} e {high}); a margem é menor.",
                    value=Number(value.value, Form.MONEY, estimate.plan.currency),
                    low=Number(value.low, Form.MONEY, estimate.plan.currency),
                    high=Number(value.high, Form.MONEY, estimate.plan.currency),
                )
            )
        )
    return tuple(actions)


def _win_back(top: Group) -> Phrase:
    return phrase(
        "Test a message to the customers at risk, starting with the {n} who bought {purchases} or more times and have "
        "been silent for {weeks} weeks or more.",
        "Teste uma mensagem para os clientes em risco, começando pelos {n} que compraram {purchases} vezes ou mais e "
        "estão há {weeks} semanas ou mais sem comprar.",
        n=Number(top.customers, Form.COUNT),
        purchases=Number(top.purchases, Form.COUNT),
        weeks=Number(top.silent_days / 7, Form.COUNT),
    )


def _method(estimate: LoyaltyEstimate) -> Phrase:
    return phrase(
        "Each customer's number of purchases and the time since the last one tell how likely they are to come back. "
        "Two models of buying and leaving were fitted to the first half of the data, and the one that foresaw the "
        "second half better ({model}) was used. Every interval holds both what the model does not know and chance.",
        "O número de compras de cada cliente e o tempo desde a última mostram a chance de ele voltar. "
        "Dois modelos de compra e abandono foram ajustados à primeira metade dos dados, e ficou o que previu melhor a "
        "segunda metade ({model}). Cada intervalo inclui o que o modelo não sabe e também o acaso.",
        model=str(estimate.proof.details["model"]),
    )


def _references(found: dict[str, Estimate], estimate: LoyaltyEstimate) -> tuple[str, ...]:
    from corrente.inference.gamma_gamma import REFERENCE

    spend = (REFERENCE,) if "lifetime_value" in found else ()
    return (_NAMES[str(estimate.proof.details["model"])], *spend)


def _caveats(found: dict[str, Estimate], estimate: LoyaltyEstimate) -> tuple[Phrase, ...]:
    caveats = []
    if estimate.proof.details["model"] == MODELS["bg_nbd"].NAME:
        caveats.append(
            Phrase(
                "In this model only a customer who came back can leave: whoever bought once counts as active, and is "
                "simply expected to buy little.",
                "Neste modelo, só quem já voltou a comprar pode ir embora: quem comprou uma vez conta como ativo, "
                "mas com poucas compras esperadas.",
            )
        )
    backtest = estimate.proof.backtest
    if backtest is not None and not backtest.details["interval_holds_actual"]:
        caveats.append(
            phrase(
                "In the back-test {actual} purchases came, outside the interval of {low} to {high}: take totals as "
                "rougher than their intervals say.",
                "No teste com o passado vieram {actual} compras, fora do intervalo de {low} a {high}: considere os "
                "totais menos precisos do que os intervalos indicam.",
                actual=Number(float(backtest.details["actual_total"]), Form.COUNT),
                low=Number(float(backtest.details["predicted_total_low"]), Form.COUNT),
                high=Number(float(backtest.details["predicted_total_high"]), Form.COUNT),
            )
        )
    if "lifetime_value" in found:
        caveats.append(
            Phrase(
                "Lifetime value is revenue of today's customers within the horizon, not discounted and before costs.",
                "O valor do cliente é a receita dos clientes de hoje dentro do horizonte, sem desconto e antes dos "
                "custos.",
            )
        )
    else:
        caveats.append(
            Phrase(
                "Too few customers paid again to value them: lifetime value is left out.",
                "Poucos clientes voltaram a pagar, e por isso o valor do cliente ficou de fora.",
            )
        )
    return tuple(caveats)


def _group_table(groups: tuple[Group, ...]) -> Table:
    columns = {
        "purchases": phrase("Purchases, at least", "Compras, no mínimo"),
        "days_since_last": phrase("Days since the last purchase, at least", "Dias desde a última compra, no mínimo"),
        "customers": phrase("Customers", "Clientes"),
        "p_active": phrase("Chance to be active", "Chance de seguir ativo"),
        "p_active_low": phrase("Lowest (90%)", "Mínimo (90%)"),
        "p_active_high": phrase("Highest (90%)", "Máximo (90%)"),
        "p_active_inner_low": phrase("Lowest (50%)", "Mínimo (50%)"),
        "p_active_inner_high": phrase("Highest (50%)", "Máximo (50%)"),
    }
    rows = tuple(
        (g.purchases, g.silent_days, g.customers, g.chance.value, g.chance.low, g.chance.high, *(g.chance.inner or ()))
        for g in groups[:_SHOWN]
    )
    return Table(columns, rows, len(groups), tuple(name for name in columns if name.startswith("p_active")))


def _segment_table(estimate: LoyaltyEstimate) -> Table:
    columns = {
        "segment": phrase("Segment", "Segmento"),
        "customers": phrase("Customers", "Clientes"),
        "active_customers": phrase("Still active", "Seguem ativos"),
        "expected_purchases": phrase("Purchases expected per customer", "Compras esperadas por cliente"),
        "lifetime_value": phrase("Lifetime value", "Valor do cliente"),
    }
    value = {(e.name, e.of["segment"]): e.value for e in estimate.estimates}
    rows = tuple(
        (level, size, *(value.get((name, level)) for name in list(columns)[2:]))
        for level, size in estimate.segment_sizes.items()
    )
    return Table(columns, rows, len(rows))
