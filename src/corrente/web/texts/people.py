"""The people lists: what each is for, whom to turn to first, and how to read the file."""

from __future__ import annotations

from corrente.core.words import Phrase

TEXTS = {
    "people_title": Phrase("People lists", "Listas de pessoas"),
    "people_lead": Phrase(
        "Whom to turn to first. Each list has one row per person, with a chance and how sure it is.",
        "Quem procurar primeiro. Cada lista tem uma linha por pessoa, com uma chance e o quanto ela é certa.",
    ),
    "people_none": Phrase(
        "There are no lists yet: they come with the answers.", "Ainda não há listas: elas vêm com as respostas."
    ),
    "people_none_next": Phrase("See what your data can answer", "Veja o que os seus dados podem responder"),
    "people_private": Phrase(
        "These files hold personal data. Keep only what you work with, and no longer than you need it.",
        "Estes arquivos têm dados pessoais. Guarde só o que for usar, e só pelo tempo necessário.",
    ),
    "people_readers": Phrase(
        "Only editors and owners may download lists with personal data.",
        "Só quem edita ou é dono pode baixar listas com dados pessoais.",
    ),
    "people_size": Phrase("{n} {whom}", "{n} {whom}"),
    "people_first": Phrase("Begin with: {how}", "Comece assim: {how}"),
    "people_answer": Phrase("The whole answer", "A resposta completa"),
    "people_used_by": Phrase("In the plan:", "No plano:"),
    "people_unused": Phrase(
        "No campaign of the plan uses this list yet.", "Nenhuma campanha do plano usa esta lista ainda."
    ),
    "people_csv_of": Phrase("Download “{title}” as CSV", "Baixar “{title}” em CSV"),
    "people_parquet_of": Phrase("Download “{title}” as Parquet", "Baixar “{title}” em Parquet"),
    "people_dry": Phrase("Lists your data could still give", "Listas que seus dados ainda podem dar"),
    "people_customers": Phrase("customers", "clientes"),
    "people_segments_title": Phrase("The segment of each customer", "O segmento de cada cliente"),
    "people_segments_says": Phrase(
        "To speak to each customer as to the segment that he or she belongs to.",
        "Para falar com cada cliente conforme o segmento a que pertence.",
    ),
    "people_segments_first": Phrase(
        "filter by “segment”; where “chance” is low, the person could as well be in another one.",
        "filtre por “segment”; onde “chance” é baixa, a pessoa poderia muito bem estar em outro.",
    ),
    "people_loyalty_title": Phrase("Customers at risk, and what they are worth", "Clientes em risco, e quanto valem"),
    "people_loyalty_says": Phrase(
        "To win back those who used to buy often and have been silent for too long.",
        "Para reconquistar quem comprava com frequência e está em silêncio há tempo demais.",
    ),
    "people_loyalty_first": Phrase(
        "sort by “lifetime_value” from the top, among those whose “p_active” is below 0.5.",
        "ordene por “lifetime_value” do maior para o menor, entre aqueles com “p_active” abaixo de 0,5.",
    ),
    "people_retention_title": Phrase("Customers likely to leave", "Clientes com chance de sair"),
    "people_retention_says": Phrase(
        "To talk with those under contract before they go.",
        "Para conversar com quem tem contrato antes que saia.",
    ),
    "people_retention_first": Phrase(
        "sort by “chance” from the top; “recent_ticket” tells who has just asked for help.",
        "ordene por “chance” da maior para a menor; “recent_ticket” mostra quem acabou de pedir ajuda.",
    ),
    "people_share_of_wallet_title": Phrase("What to offer next", "O que oferecer a seguir"),
    "people_share_of_wallet_says": Phrase(
        "To sell more to today's customers: the category each is likeliest to take up next.",
        "Para vender mais aos clientes de hoje: a categoria que cada um mais provavelmente leva a seguir.",
    ),
    "people_share_of_wallet_first": Phrase(
        "filter by “offer” and sort by “chance” from the top.",
        "filtre por “offer” e ordene por “chance” da maior para a menor.",
    ),
    "people_predisposition_title": Phrase("Who will buy next", "Quem vai comprar em breve"),
    "people_predisposition_says": Phrase(
        "To call first those who are likely to buy soon, and to spend little on the others.",
        "Para ligar primeiro para quem deve comprar em breve, e gastar pouco com os outros.",
    ),
    "people_predisposition_first": Phrase(
        "sort by “chance” from the top; “speaks_for” says why.",
        "ordene por “chance” da maior para a menor; “speaks_for” diz por quê.",
    ),
    "people_win_rate_title": Phrase("Open deals by their chance to be won", "Negócios em aberto pela chance de ganhar"),
    "people_win_rate_says": Phrase(
        "To put the sellers' hours into the deals where they decide most.",
        "Para pôr as horas dos vendedores nos negócios em que mais decidem.",
    ),
    "people_win_rate_first": Phrase(
        "sort by “chance”; those near one half are open either way.",
        "ordene por “chance”; os que ficam perto da metade ainda podem ir para qualquer lado.",
    ),
    "people_engagement_title": Phrase("What to send to whom", "O que enviar a quem"),
    "people_engagement_says": Phrase(
        "To send each person the message, by the channel, that people like him or her answer most.",
        "Para enviar a cada pessoa a mensagem, pelo canal, que gente como ela mais responde.",
    ),
    "people_engagement_first": Phrase(
        "filter by “best_channel” and “best_message”; leave out those with many “recent_contacts”.",
        "filtre por “best_channel” e “best_message”; deixe de fora quem tem muitos “recent_contacts”.",
    ),
    "people_lead_scoring_title": Phrase("Leads to work first", "Leads para trabalhar primeiro"),
    "people_lead_scoring_says": Phrase(
        "To work the leads that are likeliest to be won, and to see why: each column's points are in the file.",
        "Para trabalhar os leads com mais chance de virar venda, e ver por quê: os pontos de cada coluna estão no "
        "arquivo.",
    ),
    "people_lead_scoring_first": Phrase(
        "keep “standing” open and “worth_working” 1, and sort by “score” from the top.",
        "mantenha “standing” open e “worth_working” 1, e ordene por “score” do maior para o menor.",
    ),
}
