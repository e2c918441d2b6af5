"""What landing pages say beside the company's own words, in the page's language."""

from __future__ import annotations

from collections.abc import Mapping

from corrente.core.words import Phrase

TEXTS: Mapping[str, Phrase] = {
    "name": Phrase("Your name", "Seu nome"),
    "email": Phrase("Your e-mail", "Seu e-mail"),
    "company": Phrase("Your company", "Sua empresa"),
    "website": Phrase("Leave this field empty", "Deixe este campo vazio"),
    "problem": Phrase("There is a problem", "Há um problema"),
    "yes": Phrase("Yes", "Sim"),
    "no": Phrase("No", "Não"),
    "asks": Phrase("Your choice", "Você escolhe"),
    "asks_free": Phrase(
        "Whatever you answer, you get what this page offers.",
        "Responda como quiser: você recebe o que esta página oferece.",
    ),
    "privacy": Phrase("What happens to your data", "O que acontece com os seus dados"),
    "privacy_for": Phrase(
        "{company} uses what you enter to give you what you ask for here, and to know who asked for it.",
        "{company} usa o que você informar para entregar o que você pede aqui e para saber quem pediu.",
    ),
    "privacy_how_long": Phrase(
        "It keeps it for at most {months} months after your last form, and gives it to nobody without your yes.",
        "Guarda por até {months} meses depois do seu último formulário e não passa a ninguém sem o seu sim.",
    ),
    "privacy_page": Phrase(
        "Before you say yes nothing is kept on your device. This page notes which version of itself it showed, without "
        "any sign of who you are.",
        "Antes do seu sim, nada fica guardado no seu aparelho. A página anota qual versão dela foi mostrada, sem "
        "nenhum sinal de quem você é.",
    ),
    "privacy_rights": Phrase(
        "You can ask to see, correct, take with you or erase your data, and take any yes back (LGPD, Art. 18). "
        "Write to: {contact}.",
        "Você pode pedir para ver, corrigir, levar ou apagar os seus dados e voltar atrás em qualquer sim (LGPD, "
        "art. 18). Fale com: {contact}.",
    ),
    "stale": Phrase(
        "This page has changed, or was open for very long. Check your answers and send them again.",
        "A página mudou ou ficou aberta por muito tempo. Confira as respostas e envie de novo.",
    ),
    "fast": Phrase("That was very fast. Please send it once more.", "Foi rápido demais. Envie mais uma vez."),
    "unavailable": Phrase(
        "We could not store this. What you entered is still here: please send it again in a minute.",
        "Não foi possível guardar. O que você informou continua aqui: envie de novo em um minuto.",
    ),
    "thanks": Phrase("Thank you", "Obrigado"),
    "thanks_file": Phrase("Download: {title}", "Baixar: {title}"),
    "thanks_days": Phrase("The link works for {days} days.", "O link vale por {days} dias."),
    "thanks_noted": Phrase("We have received your answers.", "Recebemos as suas respostas."),
    "thanks_gone": Phrase(
        "The file is not here at the moment. Please write to {contact}.",
        "O arquivo não está disponível agora. Fale com {contact}.",
    ),
    "thanks_choices": Phrase("See or change what you agreed to", "Ver ou mudar o que você autorizou"),
    "choices": Phrase("What you agreed to", "O que você autorizou"),
    "choices_of": Phrase("You can change this at any time.", "Você pode mudar isto quando quiser."),
    "choices_save": Phrase("Save", "Salvar"),
    "choices_none": Phrase("Take everything back", "Não autorizo mais nada"),
    "choices_saved": Phrase("Saved. This is how it stands now.", "Pronto. É assim que está agora."),
    "choices_empty": Phrase("You have not been asked for anything yet.", "Nada foi perguntado a você ainda."),
    "gone": Phrase("This page is not here", "Esta página não existe"),
    "gone_says": Phrase(
        "Check the address, or ask whoever gave it to you.", "Confira o endereço ou peça a quem o passou."
    ),
    "over": Phrase("This link is no longer good", "Este link não vale mais"),
    "over_says": Phrase(
        "Its time is over, or it was not copied as a whole. Fill in the form again to get a new one.",
        "O prazo acabou ou ele não foi copiado inteiro. Preencha o formulário de novo para receber outro.",
    ),
    "busy": Phrase("One moment, please", "Um momento, por favor"),
    "busy_says": Phrase(
        "Many forms came from your network. Please try again in {seconds} seconds.",
        "Chegaram muitos formulários da sua rede. Tente de novo em {seconds} segundos.",
    ),
    "down": Phrase("This page is resting", "Esta página está fora do ar"),
    "down_says": Phrase("Please try again in a few minutes.", "Tente de novo em alguns minutos."),
}
