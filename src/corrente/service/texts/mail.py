"""What the pages behind the links of a message say."""

from __future__ import annotations

from collections.abc import Mapping

from corrente.core.words import Phrase

TEXTS: Mapping[str, Phrase] = {
    "stop": Phrase("Stop receiving e-mail?", "Parar de receber e-mails?"),
    "stop_says": Phrase(
        "{company} will write to you no more. This takes effect at once.",
        "{company} não vai mais escrever para você. Isso vale na hora.",
    ),
    "stop_button": Phrase("Stop", "Parar"),
    "stopped": Phrase("You will get no more e-mail.", "Você não vai mais receber e-mails."),
    "stopped_says": Phrase(
        "{company} will not write to you again unless you ask for it.",
        "{company} não vai mais escrever para você, a não ser que você peça.",
    ),
}
