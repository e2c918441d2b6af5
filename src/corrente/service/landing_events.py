"""What landing pages note of their visitors, in Segment's words."""

from __future__ import annotations

from typing import Any

from corrente.core.outreach import LandingPage, Lead
from corrente.experiments import events
from corrente.service.landing_house import Landing

CAPTURED, DOWNLOADED = "Lead Captured", "Offer Downloaded"


def event_of(house: Landing, name: str, id: str, lead: Lead, page: LandingPage) -> events.Event:
    """An event in Segment's words, which says nothing of who it was."""
    utm = {"id": lead.utm.id, "name": lead.utm.campaign, "source": lead.utm.source, "medium": lead.utm.medium,
           "term": lead.utm.term, "content": lead.utm.content}  # fmt: skip
    said: dict[str, Any] = {
        "messageId": id,
        "event": name,
        "anonymousId": lead.unit,
        "properties": {"decision_id": lead.decision, "page": page.id, "offer": page.offer.title, "item": page.item},
        "context": {"campaign": {key: value for key, value in utm.items() if value}},
    }
    return events.read(house.site, said, house.now_ms)
