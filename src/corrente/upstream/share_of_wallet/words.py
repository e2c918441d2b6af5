"""The share of wallet room in words: our share, its norm, where the rest goes, what to offer, and how we know."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from corrente.core.answer import Action, Answer, Diagnostics, Estimate, Evidence, Grade, Lever, Proof, Status
from corrente.core.words import Form, Language, Number, Phrase, certainty, phrase
from corrente.upstream.share_of_wallet.estimate import Brand, ShareOfWallet, Wallets
from corrente.upstream.share_of_wallet.offers import Offers
from corrente.upstream.share_of_wallet.plan import QUESTION
from corrente.upstream.share_of_wallet.tables import tables

MOST_WORDS = 25
_CLAIMED, _SURE = 0.75, 0.95
_WON_OVER = 0.1  # of what goes elsewhere: the step that the head-room's lever is priced at


def answer(estimate: ShareOfWallet) -> Answer:
    """The answer in words; partial where there is no panel and so no wallet to see."""
    actions = tuple(_actions(estimate))[:3]
    return Answer(
        QUESTION,
        Status.ANSWERED if estimate.wallets else Status.PARTIAL,
        next(said for said in _headlines(estimate) if _is_short(said)),
        estimate.estimates,
        tables(estimate),
        actions,
        tuple(action.lever for action in actions if action.lever),
        _proof(estimate),
        _METHOD if estimate.wallets else _OFFER_METHOD,
        Evidence(references=_REFERENCES if estimate.wallets else _OFFER_REFERENCES, caveats=tuple(_caveats(estimate))),
    )


def _is_short(said: Phrase) -> bool:
    return all(len(said.say(language).split()) <= MOST_WORDS for language in Language)


def _headlines(estimate: ShareOfWallet) -> Iterator[Phrase]:
    """From the fullest to the shortest, which no name can make too long."""
    if estimate.wallets:
        yield from _wallet_headlines(estimate, estimate.wallets)
    elif estimate.offers:
        yield from _offer_headlines(estimate.offers)


def _wallet_headlines(estimate: ShareOfWallet, wallets: Wallets) -> Iterator[Phrase]:
    share = wallets.whole.share
    said = {
        "share": Number(share.value, Form.SHARE),
        "low": Number(share.low, Form.SHARE),
        "high": Number(share.high, Form.SHARE),
    }
    if estimate.backtest and not estimate.backtest.beats_baseline:
        yield phrase(
            "Our share of our buyers' wallets is {share} ({low} to {high}); repeating the last period predicted "
            "better than the model.",
            "Temos {share} da carteira dos nossos compradores ({low} a {high}); repetir o último período previu melhor "
            "que o modelo.",
            **said,
        )
    for name in (wallets.panel.ours, None):
        yield _beside_norm(wallets, name, said)


def _beside_norm(wallets: Wallets, name: str | None, said: dict[str, Number]) -> Phrase:
    us = Phrase.same(name) if name else phrase("us", "nós")
    start = phrase(
        "Buyers give {us} {share} of their category purchases ({low} to {high})",
        "Nossos compradores dão para {us} {share} das compras da categoria ({low} a {high})",
        us=us,
        **said,
    )
    norm = Number(wallets.ours.share.norm.value, Form.SHARE)
    sure = max(wallets.under, 1 - wallets.under)
    if sure < _CLAIMED:
        return phrase(
            "{start}, much as normal for a brand of its size ({norm}).",
            "{start}, mais ou menos o normal para o seu porte ({norm}).",
            start=start,
            norm=norm,
        )
    less = phrase("less", "menos") if wallets.under > 0.5 else phrase("more", "mais")
    return phrase(
        "{start}, {sure} {less} than the {norm} normal for its size.",
        "{start}, {sure} {less} que os {norm} normais para o porte.",
        start=start,
        sure=certainty(sure),
        less=less,
        norm=norm,
    )


def _offer_headlines(offers: Offers) -> Iterator[Phrase]:
    step = offers.steps[0]
    said = {
        "chance": Number(step.chance.value, Form.SHARE),
        "base": Number(step.chance.value - step.gain.value, Form.SHARE),
    }
    better = offers.backtest.beats_baseline
    but = phrase("", "") if better else phrase("; the usual offer sold as well", "; a oferta de costume vendeu igual")
    for named in (True, False):
        yield phrase(
            "{chance} of {owned} go on to {offer}, against {base} of all customers: {sure} more{but}.",
            "{chance} de {owned} passam a {offer}, contra {base} de todos os clientes: {sure} mais{but}.",
            owned=phrase("{name} customers", "clientes de {name}", name=step.owned)
            if named
            else phrase("one category's customers", "clientes de uma categoria"),
            offer=step.offer if named else phrase("another", "outra"),
            sure=_surely(step.surely),
            but=but,
            **said,
        )


def _surely(probability: float) -> Phrase:
    return certainty(probability) if probability >= _CLAIMED else phrase("perhaps", "talvez")


def _actions(estimate: ShareOfWallet) -> Iterator[Action]:
    wallets = estimate.wallets
    if wallets:
        yield _head_room(wallets)
    if estimate.offers and estimate.offers.steps and estimate.offers.reachable:
        yield _offer(estimate.offers)
    if wallets:
        yield _rival(wallets)


def _head_room(wallets: Wallets) -> Action:
    """A tenth of what our buyers buy elsewhere: what it would be, not what anything would win."""
    room = wallets.whole.head_room
    effect = Estimate.from_draws(
        "head_room_won", _WON_OVER * wallets.wallet.elsewhere, "purchases per buyer", {"segment": "all"}
    )
    change = phrase("one purchase in ten made elsewhere won over", "conquistar uma em cada dez compras feitas fora")
    lever = Lever("purchase_rate", change, effect, Grade.ASSUMPTION, {"segment": "all"})
    advice = phrase(
        "Go for what our buyers buy elsewhere: {room} purchases each in {weeks} weeks ({low} to {high}); one in ten of "
        "them is {gain} more per buyer{where}.",
        "Busque o que nossos compradores compram fora: {room} compras cada um em {weeks} semanas ({low} a {high}); uma "
        "em cada dez são {gain} a mais por comprador{where}.",
        room=Number(room.value),
        low=Number(room.low),
        high=Number(room.high),
        weeks=Number(wallets.panel.days / 7, Form.COUNT),
        gain=Number(effect.value),
        where=_where(wallets),
    )
    return Action(advice, lever)


def _where(wallets: Wallets) -> Phrase:
    """The segment that surely gives us less than all do, where there is one."""
    low = min(wallets.segments, key=lambda s: s.share.value, default=None)
    if low is None or float((low.draws < wallets.whole.draws).mean()) < _SURE:
        return phrase("", "")
    return phrase(
        "; start with {name}, who give us {share}",
        "; comece por {name}, que nos dá {share}",
        name=low.name,
        share=Number(low.share.value, Form.SHARE),
    )


def _rival(wallets: Wallets) -> Action:
    """The brand that our buyers share their purchases with beyond what its size explains; else the most shared one."""
    rivals = [b for b in wallets.brands if b.also]
    beyond = [b for b in rivals if b.also and b.also.above >= _SURE]
    chosen = max(beyond or rivals, key=_excess) if beyond else max(rivals, key=lambda b: b.also.seen if b.also else 0)
    also = chosen.also or chosen.share
    more = (
        phrase("more than its size explains", "mais do que o porte dela explica")
        if beyond
        else phrase("as its size explains", "o que o porte dela explica")
    )
    return Action(
        phrase(
            "Ask our buyers why they also buy {name}: {share} of them do, {more} ({norm}).",
            "Pergunte aos nossos compradores por que também compram {name}: {share} compram, {more} ({norm}).",
            name=chosen.name,
            share=Number(also.seen, Form.SHARE),
            norm=Number(also.norm.value, Form.SHARE),
            more=more,
        )
    )


def _excess(brand: Brand) -> float:
    return brand.also.seen / max(brand.also.norm.value, 1e-9) if brand.also else 0.0


def _offer(offers: Offers) -> Action:
    step = offers.steps[0]
    name, customers, expected = offers.reachable[0]
    change = phrase("{offer} to customers of {owned}", "{offer} a clientes de {owned}",
                    offer=step.offer, owned=step.owned)  # fmt: skip
    lever = Lever("purchase_rate", change, step.gain, Grade.ASSOCIATION, {"owned": step.owned, "offer": step.offer})
    advice = phrase(
        "Offer {name} to the {customers} customers for whom it is the likeliest next category; about {expected} of "
        "them would buy it unasked.",
        "Ofereça {name} aos {customers} clientes para quem é a próxima categoria mais provável; cerca de {expected} "
        "comprariam sem a oferta.",
        name=name,
        customers=Number(customers, Form.COUNT),
        expected=Number(expected),
    )
    return Action(advice, lever)


def _proof(estimate: ShareOfWallet) -> Proof:
    details: dict[str, float | str] = {}
    if estimate.offers:
        test = estimate.offers.backtest
        details |= {"next_category_hits": test.model, "next_category_hits_baseline": test.baseline}
    if not estimate.wallets:
        return Proof(Diagnostics("pooled beta-binomial, summed on a grid"), estimate.backtest, details=details)
    fitted = estimate.wallets.fitted
    found = [fitted.purchases, fitted.choices]
    worst = [p.pareto_k for p in found if p.pareto_k is not None]
    return Proof(
        Diagnostics(
            max(found, key=lambda p: p.pareto_k or np.inf).method.value,
            max(worst) if len(worst) == len(found) else None,
            min(p.effective for p in found),
        ),
        estimate.backtest,
        {
            "M": float(fitted.buying.mean.mean()),
            "K": float(fitted.buying.k.mean()),
            "S": float(fitted.buying.strength.mean()),
        },
        time_unit=f"{estimate.wallets.panel.days} days",
        details=details,
        notes=(_TESTED,),
    )


_TESTED = phrase(
    "Fitted to the first half of the panel, scored on what the same people bought in the second.",
    "Ajustado à primeira metade do painel e avaliado no que as mesmas pessoas compraram na segunda.",
)


def _caveats(estimate: ShareOfWallet) -> Iterator[Phrase]:
    wallets = estimate.wallets
    if wallets:
        if wallets.panel.assumed:
            yield phrase(
                "No brand is named as ours in corrente.toml (brand), so the one bought most, {name}, is taken for it.",
                "O corrente.toml não diz qual marca é a nossa (brand); a mais comprada, {name}, foi tomada como nossa.",
                name=wallets.panel.ours,
            )
        yield phrase(
            "Brands of a size mostly have much the same share of wallet: a brand at its norm grows by more buyers "
            "rather than by more of each.",
            "Marcas de mesmo porte costumam ter participação parecida na carteira: quem está na norma cresce com mais "
            "compradores, não com mais de cada um.",
        )
        yield from _misfit(wallets.whole.share)
        yield phrase(
            "People who bought nothing in the category in the period are not in the panel, so shares are of buyers.",
            "Quem não comprou nada da categoria no período não está no painel: as parcelas são de compradores.",
        )
    else:
        yield phrase(
            "Your own orders do not show what customers buy elsewhere, so there is no share of wallet here.",
            "Seus pedidos não mostram o que os clientes compram em outros lugares; por isso não há participação na "
            "carteira.",
        )
    if estimate.offers:
        yield phrase(
            "Who goes on to a category would often do so without an offer; a test with a control group tells how many.",
            "Quem passa a comprar uma categoria muitas vezes o faria sem a oferta; um teste com grupo de controle diz "
            "quantos.",
        )


def _misfit(share: Estimate) -> Iterator[Phrase]:
    """A share far from the one counted: what was counted is in the model, so chance alone seldom parts them."""
    counted = share.observed or {}
    seen = counted["purchases"] / max(counted["category_purchases"], 1)
    if not 1.5 * share.low - 0.5 * share.high <= seen <= 1.5 * share.high - 0.5 * share.low:
        yield phrase(
            "Our share among our buyers was counted at {seen}, and the model says {share}: buyers divide into those "
            "who hardly buy us and those who buy little else, which it does not know. Trust the counted share.",
            "Nossa participação entre nossos compradores foi de {seen} na contagem, e o modelo diz {share}: há quem "
            "quase não compre de nós e quem quase só compre de nós, o que ele não prevê. Confie na contagem.",
            seen=Number(seen, Form.SHARE),
            share=Number(share.value, Form.SHARE),
        )


_METHOD = phrase(
    "How often people buy the category and how they share it out among brands follow a model that holds in most "
    "markets (NBD-Dirichlet). It says what is normal for a brand of each size, and what was seen is held against it. "
    "The model was tested on the second half of the panel.",
    "A frequência de compra da categoria e a divisão entre marcas seguem um modelo que vale na maioria dos mercados "
    "(NBD-Dirichlet). Ele diz o que é normal para uma marca de cada porte, e o observado é comparado com isso. O "
    "modelo foi testado na segunda metade do painel.",
)
_OFFER_METHOD = phrase(
    "For each pair of categories, the customers of one who then bought the other for the first time are counted, and "
    "small groups are drawn towards the rate of all. The offers were tested on the last third of the orders.",
    "Para cada par de categorias, contam-se os clientes de uma que depois compraram a outra pela primeira vez, e "
    "grupos pequenos são puxados para a taxa de todos. As ofertas foram testadas no último terço dos pedidos.",
)
_REFERENCES = (
    "Goodhardt, Ehrenberg & Chatfield 1984, The Dirichlet: a comprehensive model of buying behaviour",
    "Sabavala & Morrison 1977, A model of TV show loyalty",
    "Ehrenberg, Uncles & Goodhardt 2004, Understanding brand performance measures",
    "Vehtari, Simpson, Gelman, Yao & Gabry 2024, Pareto smoothed importance sampling",
)
_OFFER_REFERENCES = (
    "Christiansen & Morris 1997, Hierarchical Poisson regression modeling",
    "Knott, Hayes & Neslin 2002, Next-product-to-buy models for cross-selling applications",
)
