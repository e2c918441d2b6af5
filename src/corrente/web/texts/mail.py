"""E-mail campaigns: listed, written, sent and followed."""

from __future__ import annotations

from corrente.core.words import Phrase

TEXTS = {
    "mail_title": Phrase("E-mail campaigns", "Campanhas de e-mail"),
    "mail_lead": Phrase(
        "One message to many people who agreed to it, in two versions that learn which one works.",
        "Uma mensagem para muitas pessoas que aceitaram recebê-la, em duas versões que aprendem qual funciona.",
    ),
    "mail_none": Phrase("Nothing was sent yet.", "Nada foi enviado ainda."),
    "mail_column": Phrase("Mailing", "Envio"),
    "mail_state": Phrase("State", "Situação"),
    "mail_for": Phrase("For", "Para"),
    "mail_phase_draft": Phrase("draft", "rascunho"),
    "mail_phase_sending": Phrase("being sent", "em envio"),
    "mail_phase_paused": Phrase("paused", "em pausa"),
    "mail_phase_done": Phrase("done", "concluído"),
    "mail_phase_cancelled": Phrase("cancelled", "cancelado"),
    "mail_people": Phrase("People", "Pessoas"),
    "mail_waiting": Phrase("Waiting", "Na fila"),
    "mail_sent": Phrase("Sent", "Enviados"),
    "mail_clicked": Phrase("Clicked", "Clicaram"),
    "mail_bounced": Phrase("Bounced", "Voltaram"),
    "mail_unsubscribed": Phrase("Unsubscribed", "Cancelaram"),
    "mail_complained": Phrase("Complained", "Reclamaram"),
    "mail_suppressed": Phrase("Not written to", "Não escritos"),
    "mail_failed": Phrase("Given up", "Desistências"),
    "mail_unknown": Phrase("Unknown", "Incertos"),
    "mail_new": Phrase("Write a mailing", "Escrever um envio"),
    "mail_new_says": Phrase(
        "Begin with a campaign of the plan, so that every click leads back to it.",
        "Comece por uma campanha do plano, para que cada clique leve de volta a ela.",
    ),
    "mail_campaign": Phrase("Campaign", "Campanha"),
    "mail_campaign_none": Phrase("None", "Nenhuma"),
    "mail_name": Phrase("Name", "Nome"),
    "mail_begin": Phrase("Begin", "Começar"),
    "mail_done_saved": Phrase("Saved.", "Salvo."),
    "mail_done_list": Phrase("The list was read.", "A lista foi lida."),
    "mail_done_trial": Phrase("One message is on its way to you.", "Uma mensagem está a caminho de você."),
    "mail_done_sending": Phrase("It is being sent.", "O envio começou."),
    "mail_done_paused": Phrase("Paused. Nothing more is sent for now.", "Em pausa. Nada mais é enviado por ora."),
    "mail_done_cancelled": Phrase("Cancelled. Nothing more is sent.", "Cancelado. Nada mais é enviado."),
    "mail_done_decided": Phrase("Decided.", "Decidido."),
    "mail_content": Phrase("What it says", "O que diz"),
    "mail_language": Phrase("Language", "Idioma"),
    "mail_subject": Phrase("Subject", "Assunto"),
    "mail_preview": Phrase("Beside the subject", "Ao lado do assunto"),
    "mail_preview_says": Phrase(
        "What mail programs show after it.", "O que os programas de e-mail mostram depois dele."
    ),
    "mail_text": Phrase("Text", "Texto"),
    "mail_text_says": Phrase(
        "A blank line begins a paragraph; # a heading, - a list, **bold**, [label](https://address). A paragraph that "
        "is only a link becomes a button. {opening}first_name|there{closing} says the name, or what follows the bar.",
        "Uma linha em branco começa um parágrafo; # título, - lista, **negrito**, [rótulo](https://endereço). Um "
        "parágrafo que é só um link vira um botão. {opening}first_name|cliente{closing} diz o nome ou o que vem depois "
        "da barra.",
    ),
    "mail_other": Phrase("Second version", "Segunda versão"),
    "mail_other_says": Phrase(
        "What you leave empty stays as above. The version that works better goes to more and more people.",
        "O que ficar vazio continua como acima. A versão que funciona melhor vai para cada vez mais pessoas.",
    ),
    "mail_judged_by": Phrase("Judged by", "Julgada por"),
    "mail_judge_email_link_clicked": Phrase("Clicks", "Cliques"),
    "mail_judge_lead_captured": Phrase("Leads", "Leads"),
    "mail_judge_order_completed": Phrase("Orders", "Pedidos"),
    "mail_judged_says": Phrase(
        "Opens are not counted: mail programs fetch pictures unasked, or never.",
        "Aberturas não contam: programas de e-mail baixam imagens sem ninguém pedir, ou nunca.",
    ),
    "mail_from": Phrase("From whom", "De quem"),
    "mail_from_name": Phrase("Sender's name", "Nome do remetente"),
    "mail_from_email": Phrase("Sender's address", "Endereço do remetente"),
    "mail_reply_to": Phrase("Answers to", "Respostas para"),
    "mail_company": Phrase("Company", "Empresa"),
    "mail_postal": Phrase("Its postal address", "Endereço postal"),
    "mail_contact": Phrase("Whom to ask about the data", "Contato sobre os dados"),
    "mail_to": Phrase("To whom", "Para quem"),
    "mail_recipients_leads": Phrase("Leads who agreed to e-mail", "Leads que aceitaram e-mails"),
    "mail_recipients_file": Phrase("A list of our own", "Uma lista nossa"),
    "mail_where_page": Phrase("Only of the landing page", "Só da página de captura"),
    "mail_where_campaign_id": Phrase("Only of the campaign", "Só da campanha"),
    "mail_where_term": Phrase("Only of the segment", "Só do segmento"),
    "mail_where_source": Phrase("Only from the channel", "Só do canal"),
    "mail_least_score": Phrase("Lowest chance to buy, in percent", "Chance mínima de comprar, em porcentagem"),
    "mail_proof": Phrase("How the people on the list agreed", "Como as pessoas da lista aceitaram"),
    "mail_proof_says": Phrase(
        "When and where they agreed, and where the proof is kept.", "Quando e onde aceitaram, e onde está a prova."
    ),
    "mail_pace": Phrase("How fast", "Em que ritmo"),
    "mail_per_minute": Phrase("Messages a minute", "Mensagens por minuto"),
    "mail_per_domain": Phrase("Of these to one domain", "Para um mesmo domínio"),
    "mail_save": Phrase("Save", "Salvar"),
    "mail_list": Phrase("List of people", "Lista de pessoas"),
    "mail_list_says": Phrase(
        "A CSV file with a column “email”; other columns can be said in the text.",
        "Um arquivo CSV com uma coluna “email”; as outras colunas podem ser usadas no texto.",
    ),
    "mail_file": Phrase("File", "Arquivo"),
    "mail_bring": Phrase("Bring the list", "Trazer a lista"),
    "mail_would_get": Phrase("{n} people would get it now.", "{n} pessoas receberiam agora."),
    "mail_shown": Phrase("How it reads", "Como se lê"),
    "mail_which": Phrase("Which version", "Qual versão"),
    "mail_discard_do": Phrase("Discard it", "Descartar"),
    "mail_version": Phrase("Version {name}", "Versão {name}"),
    "mail_plain": Phrase("Without pictures and styles", "Sem imagens nem estilos"),
    "mail_not_yet": Phrase(
        "It is shown here as soon as subject and text are written.",
        "Aparece aqui assim que houver assunto e texto.",
    ),
    "mail_trial": Phrase("Try it out", "Experimentar"),
    "mail_trial_to": Phrase("Send one message to", "Enviar uma mensagem para"),
    "mail_trial_do": Phrase("Send me one", "Enviar para mim"),
    "mail_start": Phrase("Start", "Iniciar"),
    "mail_start_says": Phrase(
        "From then on the text stays as it is. You can pause at any time.",
        "A partir daí o texto fica como está. Dá para pausar a qualquer momento.",
    ),
    "mail_start_do": Phrase("Send it", "Enviar"),
    "mail_pause_do": Phrase("Pause", "Pausar"),
    "mail_resume_do": Phrase("Go on", "Continuar"),
    "mail_cancel_do": Phrase("Cancel the rest", "Cancelar o resto"),
    "mail_stands_sending": Phrase(
        "{done} of {people} people are done.", "{done} de {people} pessoas já foram tratadas."
    ),
    "mail_stands_paused": Phrase("Paused at {done} of {people} people.", "Em pausa em {done} de {people} pessoas."),
    "mail_stands_done": Phrase("Sent to {sent} of {people} people.", "Enviado a {sent} de {people} pessoas."),
    "mail_stands_cancelled": Phrase(
        "Cancelled after {sent} of {people} people.", "Cancelado depois de {sent} de {people} pessoas."
    ),
    "mail_because": Phrase("The mail server says: {words}", "O servidor de e-mail diz: {words}"),
    "mail_nobody_sends": Phrase(
        "Nothing of this app sends it at the moment; another machine may.",
        "Nada neste aplicativo está enviando agora; outra máquina talvez esteja.",
    ),
    "mail_results": Phrase("What became of it", "O que resultou"),
    "mail_all": Phrase("All", "Todos"),
    "mail_test": Phrase("The test of the two versions", "O teste das duas versões"),
    "mail_unclear": Phrase("Perhaps sent", "Talvez enviados"),
    "mail_unclear_says": Phrase(
        "The message was being handed over when the connection or the program ended, so nobody knows whether these "
        "people have it. They get it again only if you say so.",
        "A mensagem estava sendo entregue quando a conexão ou o programa terminou, e não há como saber se estas "
        "pessoas a receberam. Só recebem de novo se você disser.",
    ),
    "mail_again_do": Phrase("Send to them again", "Enviar de novo"),
    "mail_leave_do": Phrase("Leave them", "Deixar assim"),
    "mail_history": Phrase("Who did what", "Quem fez o quê"),
    "mail_written": Phrase("written", "escrito"),
    "mail_live": Phrase("This page keeps itself up to date.", "Esta página se atualiza sozinha."),
}
