"""One's own settings, and the accounts."""

from __future__ import annotations

from corrente.core.words import Phrase

TEXTS = {
    "settings_as": Phrase("You are logged in as {name}.", "Você entrou como {name}."),
    "settings_role_reader": Phrase("As a reader you can look at everything.", "Como leitor, você consulta tudo."),
    "settings_role_editor": Phrase(
        "As an editor you can change the plan and the data.", "Como editor, você altera o plano e os dados."
    ),
    "settings_role_owner": Phrase(
        "As an owner you can also manage accounts.", "Como dono, você também cuida das contas."
    ),
    "settings_alone": Phrase(
        "Only this machine can reach the app, so nobody has to log in and you may do everything.",
        "Só esta máquina alcança o aplicativo; por isso ninguém precisa entrar e você pode fazer tudo.",
    ),
    "settings_out_everywhere": Phrase("Log out on all machines", "Sair em todas as máquinas"),
    "settings_language": Phrase("Language", "Idioma"),
    "settings_language_says": Phrase("corrente speaks to you in", "O corrente fala com você em"),
    "settings_save": Phrase("Save", "Salvar"),
    "settings_done_language": Phrase("Your language is kept.", "O seu idioma foi guardado."),
    "settings_password": Phrase("Password", "Senha"),
    "settings_password_says": Phrase(
        "After a change you log in again, here and on every other machine.",
        "Depois da troca, é preciso entrar de novo, aqui e em todas as outras máquinas.",
    ),
    "settings_old": Phrase("Your password now", "Sua senha atual"),
    "settings_new": Phrase("Your new password", "Sua senha nova"),
    "settings_new_says": Phrase(
        "At least {least} characters; four or more words are a good one.",
        "No mínimo {least} caracteres; quatro palavras ou mais dão uma boa senha.",
    ),
    "settings_wrong": Phrase(
        "Your present password is not right; nothing was changed.", "A senha atual não confere; nada foi alterado."
    ),
    "settings_company": Phrase("The company", "A empresa"),
    "settings_company_says": Phrase(
        "This stands under [company] in the folder's corrente.toml.",
        "Isto está em [company], no corrente.toml da pasta.",
    ),
    "settings_company_change": Phrase("Change it", "Alterar"),
    "settings_kept": Phrase("Plans and accounts are kept in", "Planos e contas ficam em"),
    "role_reader": Phrase("Reader", "Leitor"),
    "role_editor": Phrase("Editor", "Editor"),
    "role_owner": Phrase("Owner", "Dono"),
    "not_allowed_roles": Phrase(
        "Readers look, editors also change the plan and the data, owners also manage accounts.",
        "Leitores consultam, editores também alteram o plano e os dados, donos também cuidam das contas.",
    ),
    "accounts_title": Phrase("Accounts", "Contas"),
    "accounts_lead": Phrase(
        "Who may come in, what each may do, and what was done to accounts.",
        "Quem pode entrar, o que cada um pode fazer e o que foi feito com as contas.",
    ),
    "accounts_not_asked": Phrase(
        "Nobody is asked to log in yet, because only this machine can reach the app. Start it with --host or --name to "
        "let others in.",
        "Ninguém precisa entrar por enquanto, porque só esta máquina alcança o aplicativo. Inicie com --host ou --name "
        "para que outros entrem.",
    ),
    "accounts_people": Phrase("People", "Pessoas"),
    "accounts_none": Phrase("Nobody has an account yet.", "Ninguém tem conta ainda."),
    "accounts_role": Phrase("Role", "Papel"),
    "accounts_role_of": Phrase("Role of {name}", "Papel de {name}"),
    "accounts_you": Phrase("you", "você"),
    "accounts_password": Phrase("New password", "Senha nova"),
    "accounts_close": Phrase("Close the account", "Encerrar a conta"),
    "accounts_close_of": Phrase("Close the account of {name}", "Encerrar a conta de {name}"),
    "accounts_close_says": Phrase(
        "The address and the password are erased. What this person decided stays in the plan's history.",
        "O endereço e a senha são apagados. O que a pessoa decidiu continua no histórico do plano.",
    ),
    "accounts_gone": Phrase("account closed", "conta encerrada"),
    "accounts_add": Phrase("Add an account", "Criar uma conta"),
    "accounts_add_says": Phrase(
        "Choose a first password and hand it over in person or by phone; it can be changed under Settings.",
        "Escolha uma primeira senha e passe-a pessoalmente ou por telefone; ela pode ser trocada em Configurações.",
    ),
    "accounts_first_password": Phrase("First password", "Primeira senha"),
    "audit_title": Phrase("What was done", "O que foi feito"),
    "audit_says": Phrase(
        "The latest entries, newest first.", "Os registros mais recentes, do mais novo ao mais antigo."
    ),
    "audit_all": Phrase("Download all of them", "Baixar todos"),
    "audit_none": Phrase("Nothing yet.", "Nada ainda."),
    "audit_at": Phrase("When", "Quando"),
    "audit_who": Phrase("Who", "Quem"),
    "audit_act": Phrase("Did what", "Fez o quê"),
    "audit_of": Phrase("Whose account", "Conta de quem"),
    "audit_details": Phrase("Details", "Detalhes"),
    "audit_everywhere": Phrase("on all machines", "em todas as máquinas"),
    "audit_opened": Phrase("account opened", "conta criada"),
    "audit_closed": Phrase("account closed", "conta encerrada"),
    "audit_role": Phrase("role changed", "papel alterado"),
    "audit_password": Phrase("password changed", "senha trocada"),
    "audit_language": Phrase("language changed", "idioma alterado"),
    "audit_logged_in": Phrase("logged in", "entrou"),
    "audit_refused": Phrase("login refused", "entrada recusada"),
    "audit_logged_out": Phrase("logged out", "saiu"),
}
