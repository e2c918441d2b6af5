"""What a test's definition has to keep to, so that it can run and what it finds can be believed."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator

from corrente.core.errors import InputError
from corrente.core.experiment import Learning, Measure, Phase, Test
from corrente.core.words import Phrase, phrase

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""Of a test and of its variants."""
MOST_ARMS = 20
MOST_CONTEXTS = 4
MOST_PAYLOAD = 16_000
"""Bytes of all payloads of a test as JSON."""
MOST_WINDOW = 90 * 86_400
SHORTEST_UPDATE = 60


def refuse_unsound(test: Test) -> None:
    """Raise `InputError` with the first thing that is wrong with the definition."""
    for wrong in _faults(test):
        raise InputError(
            phrase(
                "The test “{test}” cannot be kept like this.", "O teste “{test}” não pode ficar assim.", test=test.id
            ),
            wrong,
            Phrase("Change that and save again.", "Mude isso e salve de novo."),
        )


def refuse_change(before: Test, after: Test) -> None:
    """Raise `InputError` where a test that runs or ran would no longer be the same test."""
    for wrong in _betrayals(before, after):
        raise InputError(
            phrase("The test “{test}” has begun.", "O teste “{test}” já começou.", test=after.id),
            wrong,
            Phrase("Make a new test for that.", "Faça um novo teste para isso."),
        )


def _faults(test: Test) -> Iterator[Phrase]:
    ids = [variant.id for variant in test.variants]
    if not ID.fullmatch(test.id) or not all(map(ID.fullmatch, ids)):
        yield Phrase(
            "Ids are up to 64 letters, digits, dots, dashes and underscores, and begin with a letter or digit.",
            "Ids têm até 64 letras, dígitos, pontos, hífens e sublinhados e começam com letra ou dígito.",
        )
    if len(set(ids)) != len(ids) or not 2 <= len(ids) <= MOST_ARMS:
        yield phrase(
            "It needs two to {most} variants with different ids.",
            "São precisas de duas a {most} variantes com ids diferentes.",
            most=str(MOST_ARMS),
        )
    elif test.default.dropped:
        yield Phrase("The default variant cannot be dropped.", "A variante padrão não pode ser descartada.")
    elif test.chosen and test.chosen not in ids:
        yield Phrase("The chosen variant is none of its variants.", "A variante escolhida não é uma das variantes.")
    if len(json.dumps([dict(variant.payload) for variant in test.variants])) > MOST_PAYLOAD:
        yield phrase(
            "Its variants hold more than {most} bytes.",
            "As variantes passam de {most} bytes.",
            most=str(MOST_PAYLOAD),
        )
    yield from _faults_of_numbers(test)
    yield from _faults_of_metrics(test)


def _faults_of_numbers(test: Test) -> Iterator[Phrase]:
    if not (0 <= test.share <= 1 and 0 <= test.hold_back < 1):
        yield Phrase(
            "The share and the hold-back are shares between 0 and 1.",
            "A participação e a reserva são frações entre 0 e 1.",
        )
    if not 0 <= test.least * len(test.open_variants) <= 1:
        yield Phrase(
            "So many arms cannot all have that smallest probability.",
            "Tantas variantes não podem ter todas essa probabilidade mínima.",
        )
    if not all(math.isfinite(v.weight) and v.weight >= 0 for v in test.variants):
        yield Phrase("Weights are numbers from 0 on.", "Os pesos são números a partir de 0.")
    elif test.learning is Learning.FIXED and not 0 < sum(v.weight for v in test.open_variants) < math.inf:
        yield Phrase("Some open variant needs a weight.", "Alguma variante aberta precisa de um peso.")
    if not 0 < len({*test.contexts}) + 1 <= MOST_CONTEXTS + 1 or len({*test.contexts}) < len(test.contexts):
        yield phrase(
            "At most {most} different context keys are told apart.",
            "No máximo {most} chaves de contexto diferentes são distinguidas.",
            most=str(MOST_CONTEXTS),
        )
    if test.update_seconds < SHORTEST_UPDATE or test.least_people < 0:
        yield phrase(
            "Weights are learnt at most every {least} seconds.",
            "Os pesos são reaprendidos no máximo a cada {least} segundos.",
            least=str(SHORTEST_UPDATE),
        )
    if test.seed == test.inclusion_seed:
        yield Phrase("Its two seeds have to differ.", "As duas sementes têm de ser diferentes.")


def _faults_of_metrics(test: Test) -> Iterator[Phrase]:
    names = [metric.name for metric in test.metrics]
    if len(set(names)) < len(names) or not all(names):
        yield Phrase("Its metrics need different names.", "As métricas precisam de nomes diferentes.")
    if not all(0 < metric.window_seconds <= MOST_WINDOW for metric in test.metrics):
        yield Phrase("A metric's window is at most 90 days.", "A janela de uma métrica é de no máximo 90 dias.")
    if any(metric.measure is Measure.REVENUE and metric.cap is None for metric in test.metrics):
        yield Phrase(
            "A metric of revenue needs a cap, the most that one person counts for: else one large order decides.",
            "Uma métrica de receita precisa de um teto por pessoa: sem ele, um único pedido grande decide.",
        )
    if not all(metric.cap is None or 0 < metric.cap < math.inf for metric in test.metrics):
        yield Phrase("A metric's cap is a number above 0.", "O teto de uma métrica é um número acima de 0.")


def _betrayals(before: Test, after: Test) -> Iterator[Phrase]:
    if before.phase is Phase.DRAFT:
        return
    if after.phase is Phase.DRAFT or (before.phase is Phase.STOPPED and after.phase is Phase.RUNNING):
        yield Phrase("It can only go on to be stopped.", "Ele só pode seguir até ser encerrado.")
    if (before.seed, before.inclusion_seed) != (after.seed, after.inclusion_seed):
        yield Phrase("Other seeds would share everybody out anew.", "Outras sementes sorteariam todos de novo.")
    if not {v.id for v in before.variants} <= {v.id for v in after.variants} or before.default.id != after.default.id:
        yield Phrase(
            "A variant that was shown can be dropped, but not taken away, and the default stays the default.",
            "Uma variante já mostrada pode ser descartada, mas não retirada, e a padrão continua a padrão.",
        )
    if after.share < before.share:
        yield Phrase(
            "People who take part would be left out; the share can only grow.",
            "Quem já participa ficaria de fora; a participação só pode crescer.",
        )
    if before.decision != after.decision or before.contexts != after.contexts:
        yield Phrase(
            "The metric that decides and the contexts are fixed before the test begins.",
            "A métrica que decide e os contextos são fixados antes de o teste começar.",
        )
