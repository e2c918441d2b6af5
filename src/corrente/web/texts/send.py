"""What goes out for a campaign: links, audience files, dates, and what has to be tracked."""

from __future__ import annotations

from corrente.core.words import Phrase

TEXTS = {
    "send_lead": Phrase(
        "Everything that carries this campaign out, and brings what comes of it back to the plan.",
        "Tudo o que leva esta campanha à rua e traz o que ela rende de volta ao plano.",
    ),
    "send_open": Phrase("Send it out", "Pôr na rua"),
    "send_links": Phrase("Links", "Links"),
    "send_links_says": Phrase(
        "Use a link of its own for each advertisement: every click then counts for this campaign, and for the asset.",
        "Use um link próprio para cada anúncio: assim cada clique conta para esta campanha e para a peça.",
    ),
    "send_url": Phrase("Address of the page", "Endereço da página"),
    "send_content": Phrase("Asset", "Peça"),
    "send_content_says": Phrase(
        "The name of the advertisement or the variant, such as video-1.", "O nome do anúncio ou da variante: video-1."
    ),
    "send_make": Phrase("Make the link", "Criar o link"),
    "send_made": Phrase("The link", "O link"),
    "send_audiences": Phrase("Audiences", "Públicos"),
    "send_audiences_says": Phrase(
        "Files for the advertising platforms, of leads who agreed to just this. Addresses and telephones stand in them "
        "as hashes only.",
        "Arquivos para as plataformas de anúncios, com leads que concordaram exatamente com isso. Endereços e "
        "telefones vão só como hashes.",
    ),
    "send_whom": Phrase("Leads", "Leads"),
    "send_people": Phrase("People who agree", "Pessoas que concordam"),
    "send_files": Phrase("Files", "Arquivos"),
    "send_whose_campaign": Phrase("of this campaign", "desta campanha"),
    "send_whose_all": Phrase("of all campaigns", "de todas as campanhas"),
    "send_linkedin": Phrase("LinkedIn", "LinkedIn"),
    "send_google": Phrase("Google", "Google"),
    "send_meta": Phrase("Meta", "Meta"),
    "send_least": Phrase(
        "{platform} takes lists from {n} people on.", "{platform} aceita listas a partir de {n} pessoas."
    ),
    "send_own": Phrase(
        "The addresses in your company's data are hashed when they are read, so no file can be made of them. For a "
        "list of your own with addresses:",
        "Os endereços nos dados da empresa viram hashes na leitura, e deles não sai arquivo. Para uma lista própria "
        "com endereços:",
    ),
    "send_dates": Phrase("Dates", "Datas"),
    "send_dates_says": Phrase(
        "Launches, campaigns and tests for your calendar. Take the file in again when the plan changes: dates move, "
        "none is doubled.",
        "Lançamentos, campanhas e testes para a sua agenda. Importe de novo quando o plano mudar: as datas se movem e "
        "nenhuma se repete.",
    ),
    "send_calendar": Phrase("Calendar (iCal)", "Agenda (iCal)"),
    "send_tracked": Phrase("Tracking plan", "Plano de rastreamento"),
    "send_tracked_says": Phrase(
        "Which events have to be sent, in Segment's words, and which part of the plan reads each.",
        "Quais eventos é preciso enviar, nos termos do Segment, e que parte do plano lê cada um.",
    ),
    "send_table": Phrase("Table (Markdown)", "Tabela (Markdown)"),
}
