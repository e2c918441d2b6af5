"""A form that is sent many times at once is one lead, with one set of answers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from corrente.core.outreach import Lead, Purpose, Source, Utm
from corrente.core.words import Language
from corrente.outreach import landing, leads
from corrente.outreach.consent import Answered
from corrente.outreach.landing import PageConflict
from corrente.state import outreach_tables
from corrente.state.failures import StateError
from corrente.state.store import State
from tests.service.landings import a_page

LEAD = Lead("", "p", "ebook", 1, "Ana", "ana@example.com", "Acme", Language.PT, 1, "u", "t", "b", None, "plan", "item",
            Utm("s", "m", "c", "t", "v", "i"), "r")  # fmt: skip
ANSWER = Answered(Purpose.EMAIL, True, "May we?", Language.EN, Source.FORM, 1)


def test_one_form_sent_by_many_hands_is_one_lead(state: State) -> None:
    def send(_number: int) -> Lead:
        with state.writing() as connection:
            return leads.take(connection, "main", replace(LEAD, id=leads.new_id()), "form", [ANSWER])

    with ThreadPoolExecutor(8) as pool:
        taken = set(pool.map(send, range(16)))
    assert taken == set(leads.listed(state, "main"))
    assert len(taken) == 1
    assert taken.pop().utm == LEAD.utm
    with state.reading() as connection:
        assert connection.execute(select(func.count()).select_from(outreach_tables.consents)).scalar() == 1


def test_sites_do_not_see_each_other_s_leads_and_pages(state: State) -> None:
    with state.writing() as connection:
        mine = leads.take(connection, "main", replace(LEAD, id="a"), "form", [ANSWER])
        theirs = leads.take(connection, "other", replace(LEAD, id="b"), "form", [ANSWER])
    assert leads.listed(state, "main") == (mine,)
    assert leads.of_person(state, "other", "p") == (theirs,)
    assert leads.find(state, "main", "b") is None
    assert leads.counted(state, "other") == {"ebook": 1}
    landing.save(state, "other", a_page(), author="me")
    assert landing.current(state, "main", "ebook") is None
    assert landing.listed(state, "main") == ()


def test_pages_are_versions_that_nobody_writes_over(state: State) -> None:
    assert landing.save(state, "main", a_page(), author="ana") == 1
    assert landing.save(state, "main", a_page(published=False), author="bia", reason="rest", based_on=1) == 2
    with pytest.raises(PageConflict):
        landing.save(state, "main", a_page(), author="ana", based_on=1)

    def save(number: int) -> bool:
        try:
            landing.save(state, "main", a_page(test=str(number)), author="x", based_on=2)
        except (PageConflict, StateError):
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(save, range(8))) == 1
    (found,) = landing.listed(state, "main")
    assert found == landing.current(state, "main", "ebook")
    assert found.number == 3
