"""The home page: the plan in the stream, growth, and what flows back."""

from __future__ import annotations

from corrente.core.words import Phrase

TEXTS = {
    "home_test_runs": Phrase(
        "Running: {n} variants, judged by {measure}.", "Em andamento: {n} variantes, julgadas por {measure}."
    ),
    "home_branches": Phrase("Campaigns and tests", "Campanhas e testes"),
    "home_everybody": Phrase("all customers", "todos os clientes"),
    "home_undecided": Phrase("still open", "em aberto"),
    "home_upgrade": Phrase("complementary upgrade", "upgrade complementar"),
    "home_add_on": Phrase("add-on", "adicional"),
    "home_offer": Phrase("offer “{offer}”", "oferta “{offer}”"),
    "home_at_price": Phrase("{model}, {price}", "{model}, {price}"),
    "home_same_price": Phrase("more for the same price", "mais pelo mesmo preço"),
    "home_against": Phrase("against {rival}", "contra {rival}"),
    "home_monthly": Phrase("{cost} a month", "{cost} por mês"),
    "home_no_budget": Phrase("no budget yet", "ainda sem verba"),
    "home_from": Phrase("{cost}, from {day}", "{cost}, a partir de {day}"),
    "home_judged_by": Phrase("judged by {measure}", "avaliado por {measure}"),
    "home_more": Phrase("{n} more", "mais {n}"),
    "home_more_label": Phrase("All campaigns and tests", "Todas as campanhas e testes"),
    "home_not_drafted": Phrase("the plan has no {kind} yet", "o plano ainda não tem {kind}"),
    "home_open_mark": Phrase("It rests on something that has changed.", "Ela se apoia em algo que mudou."),
    "home_changed": Phrase("Changed since your last visit.", "Mudou desde a sua última visita."),
    "home_sea": Phrase(
        "in 12 months with the plan ({low} to {high}); {without} without it",
        "em 12 meses com o plano ({low} a {high}); {without} sem ele",
    ),
    "home_sea_alone": Phrase("in 12 months ({low} to {high})", "em 12 meses ({low} a {high})"),
    "home_lead_growth": Phrase(
        "With the plan, revenue of the next 12 months should be {with_plan} ({low} to {high}); without it, {without}.",
        "Com o plano, os próximos 12 meses devem trazer {with_plan} de receita ({low} a {high}); sem ele, {without}.",
    ),
    "home_lead_growth_alone": Phrase(
        "Revenue of the next 12 months should be {without} ({low} to {high}).",
        "Os próximos 12 meses devem trazer {without} de receita ({low} a {high}).",
    ),
    "home_sea_waiting": Phrase("the forecast is being worked out", "a previsão está sendo calculada"),
    "home_sea_later": Phrase("no forecast yet", "ainda sem previsão"),
    "home_to_review": Phrase(
        "{n} items of the plan rest on something that has changed",
        "{n} itens do plano se apoiam em algo que mudou",
    ),
    "home_to_review_one": Phrase(
        "one item of the plan rests on something that has changed",
        "um item do plano se apoia em algo que mudou",
    ),
    "home_key_open": Phrase("look again: what it rests on has changed", "reveja: mudou aquilo em que se apoia"),
    "home_key_changed": Phrase("changed since your last visit", "mudou desde a sua última visita"),
    "home_key_width": Phrase("a campaign's width is its money", "a largura de uma campanha é a sua verba"),
}
