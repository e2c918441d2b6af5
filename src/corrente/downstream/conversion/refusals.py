"""Why the conversion room gives no number, and what to bring."""

from __future__ import annotations

from corrente.core.answer import Refusal
from corrente.core.words import Form, Number, Phrase, phrase

LEAST_ENTERED = 30


def one_stage(stages: tuple[str, ...]) -> Refusal:
    """No step can be seen with fewer than two stages."""
    return Refusal(
        phrase(
            "There is no journey to see: stage_changes has {found}.",
            "Não há jornada a mostrar: stage_changes tem {found}.",
            found=phrase("only the stage {name}", "só a etapa {name}", name=stages[0])
            if stages
            else Phrase("no stages", "nenhuma etapa"),
        ),
        ("stage_changes.stage",),
        Phrase(
            "Export every stage that leads or deals entered, with the moment, won and lost included.",
            "Exporte todas as etapas por que leads ou negócios passaram, com o momento, inclusive ganho e perdido.",
        ),
    )


def too_few(entered: int) -> Refusal:
    """No step was entered by enough subjects, or nobody moved."""
    return Refusal(
        phrase(
            "Too few moved between stages to tell a rate: at most {found} entered one, and {least} are needed.",
            "Pouca gente mudou de etapa para estimar uma taxa: no máximo {found} entraram em uma; o mínimo é {least}.",
            found=Number(entered, Form.COUNT),
            least=Number(LEAST_ENTERED, Form.COUNT),
        ),
        ("stage_changes rows",),
        Phrase(
            "Bring a longer period, and every stage change of each subject rather than its present stage.",
            "Traga um período mais longo e todas as mudanças de etapa de cada um, não só a etapa atual.",
        ),
    )
