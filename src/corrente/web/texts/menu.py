"""The menu."""

from __future__ import annotations

from corrente.core.words import Phrase

TEXTS = {
    "menu_plan": Phrase("Plan", "Plano"),
    "menu_people": Phrase("People", "Pessoas"),
    "menu_settings": Phrase("Settings", "Configurações"),
    "menu_plan_parts": Phrase("The plan's pages", "Páginas do plano"),
    "menu_upstream": Phrase("Upstream", "Upstream"),
    "menu_downstream": Phrase("Downstream", "Downstream"),
    "menu_scenarios": Phrase("Scenarios", "Cenários"),
    "menu_research": Phrase("Research next", "O que pesquisar"),
    "menu_record": Phrase("Track record", "Acertos das previsões"),
}
