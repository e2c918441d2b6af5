"""Every metric of the scorecard, defined once: name, formula, unit, source tables, and where the number comes from."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from corrente.core.metrics import downstream, upstream
from corrente.core.scorecard import Family, Metric
from corrente.core.words import Phrase

_P = Phrase

FAMILIES: Mapping[Family, Phrase] = MappingProxyType({
    Family.CUSTOMER_INSIGHT: _P("Customer insight", "Conhecimento do cliente"),
    Family.COMPETITION: _P("Competitive intelligence", "Inteligência competitiva"),
    Family.SEGMENTATION: _P("Segmentation", "Segmentação"),
    Family.DIFFERENTIATION: _P("Differentiation", "Diferenciação"),
    Family.CATEGORY_SHARE: _P("Category share", "Participação na categoria"),
    Family.LIFETIME_VALUE: _P("Customer lifetime value", "Valor do cliente no tempo de vida"),
    Family.SHARE_OF_WALLET: _P("Share of wallet", "Participação na carteira"),
    Family.PENETRATION: _P("Category penetration", "Penetração na categoria"),
    Family.ENGAGEMENT: _P("Engagement", "Engajamento"),
    Family.BEHAVIOUR: _P("Behaviour", "Comportamento"),
    Family.CHANNEL: _P("Channel", "Canal"),
    Family.INFLUENCE: _P("Influence", "Influência"),
    Family.PIPELINE: _P("Pipeline", "Pipeline"),
})  # fmt: skip
"""The families in the order of the scorecard."""

METRICS: Mapping[str, Metric] = MappingProxyType({m.id: m for m in (*upstream.METRICS, *downstream.METRICS)})
"""Metric id to metric, in the order of the scorecard."""
