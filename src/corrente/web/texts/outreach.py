"""Landing pages, leads, and what is held on a person."""

from __future__ import annotations

from corrente.core.words import Phrase

TEXTS = {
    "menu_outreach": Phrase("Outreach", "Divulgação"),
    "outreach_parts": Phrase("Parts of outreach", "Partes da divulgação"),
    "outreach_nav_pages": Phrase("Landing pages", "Páginas de captura"),
    "outreach_nav_leads": Phrase("Leads", "Leads"),
    "outreach_nav_person": Phrase("One person's data", "Dados de uma pessoa"),
    # all pages
    "outreach_title": Phrase("Landing pages", "Páginas de captura"),
    "outreach_lead": Phrase(
        "Pages that give something, ask for a name, and say which version worked. The public service shows them.",
        "Páginas que oferecem algo, pedem um nome e dizem qual versão funcionou. O serviço público as mostra.",
    ),
    "outreach_page_column": Phrase("Page", "Página"),
    "outreach_state": Phrase("State", "Situação"),
    "outreach_for": Phrase("For", "Para"),
    "outreach_test": Phrase("Test", "Teste"),
    "outreach_leads": Phrase("Leads", "Leads"),
    "outreach_leads_of": Phrase("Leads of {page}", "Leads de {page}"),
    "outreach_published": Phrase("published", "publicada"),
    "outreach_draft": Phrase("draft", "rascunho"),
    "outreach_none": Phrase("There is no page yet.", "Ainda não há nenhuma página."),
    "outreach_new": Phrase("A new page", "Nova página"),
    "outreach_new_says": Phrase(
        "Begun from a campaign, it takes the campaign's offer and message from the plan.",
        "Criada a partir de uma campanha, já vem com a oferta e a mensagem do plano.",
    ),
    "outreach_campaign": Phrase("Campaign of the plan", "Campanha do plano"),
    "outreach_campaign_none": Phrase("None", "Nenhuma"),
    "outreach_id": Phrase("Address", "Endereço"),
    "outreach_id_says": Phrase(
        "The last part of its address, in small letters: ebook-support. Empty: the campaign's name.",
        "A última parte do endereço, em minúsculas: ebook-suporte. Vazio: o nome da campanha.",
    ),
    "outreach_begin": Phrase("Begin", "Começar"),
    # one page
    "outreach_of": Phrase("Page {page}", "Página {page}"),
    "outreach_done_save": Phrase("Saved.", "Salvo."),
    "outreach_done_publish": Phrase("Published: it is open to everybody.", "Publicada: está aberta para todos."),
    "outreach_done_withdraw": Phrase("Withdrawn: nobody can open it.", "Retirada do ar: ninguém consegue abrir."),
    "outreach_is_published": Phrase("Open to everybody at {where}", "Aberta para todos em {where}"),
    "outreach_is_draft": Phrase("A draft: nobody can open it yet.", "Rascunho: ninguém consegue abrir ainda."),
    "outreach_look": Phrase("See it", "Ver a página"),
    "outreach_look_variant": Phrase("See variant {variant}", "Ver a variante {variant}"),
    "outreach_texts": Phrase("What it says", "O que ela diz"),
    "outreach_language": Phrase("Language of the page", "Idioma da página"),
    "outreach_headline": Phrase("Headline", "Título"),
    "outreach_text": Phrase("Text", "Texto"),
    "outreach_text_says": Phrase(
        "An empty line begins a new paragraph.", "Uma linha em branco começa um novo parágrafo."
    ),
    "outreach_button": Phrase("Button", "Botão"),
    "outreach_picture": Phrase("Picture", "Imagem"),
    "outreach_picture_says": Phrase("What the picture shows", "O que a imagem mostra"),
    "outreach_nothing": Phrase("Nothing", "Nada"),
    "outreach_offer": Phrase("What it gives", "O que ela entrega"),
    "outreach_offer_title": Phrase("Name of the offer", "Nome da oferta"),
    "outreach_file": Phrase("File", "Arquivo"),
    "outreach_file_says": Phrase(
        "Files and pictures lie in the folder “{folder}” of your company. Pictures can be seen by anybody, other files "
        "only by who sent the form.",
        "Arquivos e imagens ficam na pasta “{folder}” da sua empresa. As imagens podem ser vistas por qualquer pessoa; "
        "os outros arquivos, só por quem enviou o formulário.",
    ),
    "outreach_asks_company": Phrase("Ask for the company's name", "Perguntar o nome da empresa"),
    "outreach_consents": Phrase("What it asks for", "O que ela pergunta"),
    "outreach_consents_says": Phrase(
        "Each question stands by itself, answered with no unless somebody says yes. The offer does not depend on it. "
        "The words are kept as proof: change them and they become a new version.",
        "Cada pergunta fica sozinha e vale não até alguém dizer sim. A oferta não depende da resposta. As palavras "
        "ficam guardadas como prova: ao mudá-las, nasce uma nova versão.",
    ),
    "outreach_ask_email": Phrase("Ask: may we write e-mails?", "Perguntar: podemos enviar e-mails?"),
    "outreach_ask_ads": Phrase("Ask: may we give the address to ad platforms?",
                               "Perguntar: podemos passar o endereço a plataformas de anúncios?"),
    "outreach_ask_measurement": Phrase("Ask: may we keep a cookie?", "Perguntar: podemos guardar um cookie?"),
    "outreach_words_of": Phrase("In these words", "Com estas palavras"),
    "outreach_controller": Phrase("Who answers for the data", "Quem responde pelos dados"),
    "outreach_controller_name": Phrase("Company", "Empresa"),
    "outreach_contact": Phrase("How to reach whoever answers for personal data",
                               "Como falar com quem responde pelos dados pessoais"),
    "outreach_contact_says": Phrase("An e-mail address, or the address of a page.",
                                    "Um e-mail ou o endereço de uma página."),
    "outreach_tested": Phrase("Variants", "Variantes"),
    "outreach_tested_says": Phrase(
        "The first variant of a test says what stands above; the others replace headline, text, button, picture or "
        "picture_says. What decides is the event “Lead Captured”.",
        "A primeira variante de um teste diz o que está acima; as outras trocam headline, text, button, picture ou "
        "picture_says. O evento que decide é “Lead Captured”.",
    ),
    "outreach_test_which": Phrase("Test of this page", "Teste desta página"),
    "outreach_test_open": Phrase("Open the test", "Abrir o teste"),
    "outreach_reason": Phrase("Why you change it", "Por que você está mudando"),
    "outreach_save": Phrase("Save", "Salvar"),
    "outreach_publish": Phrase("Save and publish", "Salvar e publicar"),
    "outreach_withdraw": Phrase("Withdraw", "Tirar do ar"),
    "outreach_last": Phrase("Version {n}, by {who}", "Versão {n}, por {who}"),
    # leads
    "outreach_leads_title": Phrase("Leads", "Leads"),
    "outreach_leads_lead": Phrase(
        "Who sent a form, the newest first. These are personal data: use them for what people asked for.",
        "Quem enviou um formulário, do mais novo ao mais antigo. São dados pessoais: use só para o que foi pedido.",
    ),
    "outreach_leads_none": Phrase("Nobody has sent a form yet.", "Ninguém enviou um formulário ainda."),
    "outreach_leads_all": Phrase("All pages", "Todas as páginas"),
    "outreach_leads_show": Phrase("Show", "Mostrar"),
    "outreach_leads_file": Phrase("All of them (CSV)", "Todos (CSV)"),
    "outreach_leads_most": Phrase("The last {n}.", "Os últimos {n}."),
    "outreach_column_at": Phrase("When (UTC)", "Quando (UTC)"),
    "outreach_column_lead": Phrase("Id", "Id"),
    "outreach_column_page": Phrase("Page", "Página"),
    "outreach_column_name": Phrase("Name", "Nome"),
    "outreach_column_email": Phrase("E-mail", "E-mail"),
    "outreach_column_company": Phrase("Company", "Empresa"),
    "outreach_column_source": Phrase("Source", "Origem"),
    "outreach_column_medium": Phrase("Medium", "Meio"),
    "outreach_column_campaign": Phrase("Campaign", "Campanha"),
    "outreach_column_campaign_id": Phrase("Campaign's id", "Id da campanha"),
    "outreach_column_content": Phrase("Asset", "Peça"),
    "outreach_column_variant": Phrase("Variant", "Variante"),
    "outreach_column_item": Phrase("Item of the plan", "Item do plano"),
    # one person
    "outreach_person_title": Phrase("One person's data", "Dados de uma pessoa"),
    "outreach_person_lead": Phrase(
        "People may ask what you hold on them, take it with them, and be forgotten (LGPD, Art. 18).",
        "As pessoas podem perguntar o que você tem sobre elas, levar os dados e ser esquecidas (LGPD, art. 18).",
    ),
    "outreach_person_who": Phrase("E-mail address or id", "E-mail ou id"),
    "outreach_person_look": Phrase("Look", "Procurar"),
    "outreach_person_nothing": Phrase("Nothing is held on {who}.", "Não há nada sobre {who}."),
    "outreach_person_held": Phrase("What is held on {who}", "O que há sobre {who}"),
    "outreach_person_kind": Phrase("Kind", "Tipo"),
    "outreach_person_rows": Phrase("Rows", "Linhas"),
    "outreach_person_files": Phrase("In your own files", "Nos seus próprios arquivos"),
    "outreach_person_files_says": Phrase(
        "These files are yours and corrente never edits them. Who is forgotten is left out when they are read.",
        "Esses arquivos são seus e o corrente nunca os edita. Quem é esquecido fica de fora na leitura.",
    ),
    "outreach_person_link": Phrase(
        "Their own page, where they see and change what they agreed to. Send this link to that address only:",
        "A página da própria pessoa, onde ela vê e muda o que autorizou. Envie este link só para esse endereço:",
    ),
    "outreach_person_export": Phrase("Hand it out (ZIP)", "Entregar os dados (ZIP)"),
    "outreach_person_forget": Phrase("Forget this person", "Esquecer esta pessoa"),
    "outreach_person_forget_says": Phrase(
        "Leads, answers, messages and visits are erased for good; only a hash stays, so that nobody writes again.",
        "Leads, respostas, mensagens e visitas são apagados de vez; fica só um hash, para que ninguém escreva de novo.",
    ),
    "outreach_person_owners": Phrase(
        "Handing out and forgetting is for owners.", "Entregar e esquecer cabe a quem tem o papel de dono."
    ),
    "outreach_person_forgot": Phrase("The person is forgotten.", "A pessoa foi esquecida."),
    "outreach_kind_leads": Phrase("forms sent", "formulários enviados"),
    "outreach_kind_consents": Phrase("answers about consent", "respostas sobre consentimento"),
    "outreach_kind_suppressions": Phrase("wishes not to be written to", "pedidos para não receber mensagens"),
    "outreach_kind_deliveries": Phrase("messages sent or waiting", "mensagens enviadas ou na fila"),
    "outreach_kind_exposures": Phrase("variants shown", "variantes mostradas"),
    "outreach_kind_events": Phrase("events", "eventos"),
    # the audit log
    "audit_forgot": Phrase("person forgotten", "pessoa esquecida"),
    "audit_handed_out": Phrase("personal data handed out", "dados pessoais entregues"),
    "audit_expired": Phrase("old personal data erased", "dados pessoais antigos apagados"),
}  # fmt: skip
