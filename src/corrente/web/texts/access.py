"""Who may come in, and what is said to those who may not."""

from __future__ import annotations

from corrente.core.words import Phrase

TEXTS = {
    "login_needed": Phrase("Log in first", "Entre primeiro"),
    "login_needed_says": Phrase(
        "You are not logged in any more, so nothing was saved. Go back with your browser, copy what you wrote, log in "
        "and save it again.",
        "Você não está mais conectado, por isso nada foi salvo. Volte pelo navegador, copie o que escreveu, entre e "
        "salve de novo.",
    ),
    "not_allowed": Phrase("Your role does not allow this", "O seu papel não permite isto"),
    "not_allowed_says": Phrase(
        "Readers look, editors change the plan and the data, owners manage accounts. An owner can give you another "
        "role.",
        "Leitores consultam, editores alteram o plano e os dados, donos cuidam das contas. Um dono pode mudar o seu "
        "papel.",
    ),
    "not_so": Phrase("This address does not take that", "Este endereço não aceita isso"),
    "not_so_says": Phrase("Start again from the stream.", "Recomece pela corrente."),
    "form_incomplete": Phrase(
        "Something in this form or address is missing or cannot be read. Go back and complete it.",
        "Falta algo neste formulário ou endereço, ou não dá para ler. Volte e complete.",
    ),
    "unexpected": Phrase(
        "Something went wrong inside corrente. Your data is untouched; the details are in the server's log.",
        "Algo deu errado dentro do corrente. Os seus dados não foram alterados; os detalhes estão no registro do "
        "servidor.",
    ),
    "login_title": Phrase("Log in", "Entrar"),
    "login_lead": Phrase(
        "This plan and its data are for people with an account.", "Este plano e seus dados são para quem tem conta."
    ),
    "login_email": Phrase("E-mail", "E-mail"),
    "login_password": Phrase("Password", "Senha"),
    "login_do": Phrase("Log in", "Entrar"),
    "login_wrong": Phrase(
        "The e-mail or the password is not right. Try again, or ask an owner for a new password.",
        "O e-mail ou a senha não confere. Tente de novo ou peça uma senha nova a um dono.",
    ),
    "login_out": Phrase("Log out", "Sair"),
}
