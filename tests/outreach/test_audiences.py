"""Audience files as LinkedIn, Google and Meta ask for them, of those alone who agree."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrente.core.outreach import Purpose, Source, Suppressed
from corrente.core.words import Language
from corrente.outreach import consent
from corrente.outreach.audiences import (
    FORMATS,
    Contact,
    Platform,
    Written,
    allowed,
    country_of,
    email_of,
    hashed,
    leads,
    name_of,
    phone_of,
    write,
)
from corrente.outreach.gathered import number
from corrente.outreach.people import person_of
from corrente.state.site_secrets import secret_of
from corrente.state.store import State, open_state
from corrente.state.test_tables import MAIN
from tests.outreach.test_collect import lead


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    opened = open_state(tmp_path / "state.sqlite")
    yield opened
    opened.close()


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_googles_own_examples_of_addresses() -> None:
    # developers.google.com/data-manager/api/devguides/concepts/formatting
    assert email_of("cloudy.sanfrancisco+shopping@gmail.com", google=True) == "cloudysanfrancisco@gmail.com"
    assert email_of("user.name+NYC@Example.com", google=True) == "user.name+nyc@example.com"
    assert email_of("cloudy.sanfrancisco+shopping@gmail.com") == "cloudy.sanfrancisco+shopping@gmail.com"


def test_a_hash_as_a_platform_prints_it() -> None:
    # ads.tiktok.com/help, the list of supported ids, for the same algorithm
    assert hashed("janedoe@gmail.com") == "d6117306485ed0e50afab3ac871e98f81699151f30281527d63ff5f233656c69"
    assert hashed("") == ""


@pytest.mark.parametrize(
    ("said", "code", "number"),
    [
        ("(800)555-0100", "1", "+18005550100"),  # Google's example
        ("+44 844 412 4653", "", "+448444124653"),  # Meta's example
        ("+55 (11) 91234-5678", "1", "+5511912345678"),
        ("0055 11 91234 5678", "", "+5511912345678"),
        ("011 91234-5678", "55", "+5511912345678"),
        ("+44 (0)844 412 4653", "", "+448444124653"),
        ("91234-5678", "", ""),  # of no country
        ("12", "55", ""),
        ("+0123456789", "", ""),
        ("call me", "55", ""),
        ("+1234567890123456", "", ""),
    ],
)
def test_telephone_numbers_by_e164(said: str, code: str, number: str) -> None:
    assert phone_of(said, code) == number


@pytest.mark.parametrize(
    ("said", "name"),
    [("  Émilie ", "émilie"), ("O'Neil-Souza", "oneilsouza"), ("Dra. Ana  Maria", "ana maria"), ("Smith Jr.", "smith"),
     ("João", "joão"), ("Joa\u0303o", "joão"), ("123", "")],
)  # fmt: skip
def test_names(said: str, name: str) -> None:
    assert name_of(said) == name


@pytest.mark.parametrize(
    ("said", "code"),
    [("br", "BR"), ("Brasil", "BR"), ("brazil", "BR"), ("Estados Unidos", "US"), ("XX-1", ""), ("", "")],
)
def test_countries(said: str, code: str) -> None:
    assert country_of(said) == code


@given(st.text(max_size=40))
def test_whatever_was_written_gives_an_address_that_stays_what_it_is(text: str) -> None:
    for google in (False, True):
        found = email_of(text, google)
        assert email_of(found, google) == found
        assert not any(c.isspace() for c in found)


ANA = Contact(" Ana.Souza+crm@GMAIL.com", "(11) 91234-5678", "Ana", "Souza", "Brasil", "01310-100")


def test_linkedin_gets_a_hashed_address_and_no_name(tmp_path: Path) -> None:
    assert write(Platform.LINKEDIN, [ANA], tmp_path / "f.csv", "55") == Written(1, 0)
    # The header is that of LinkedIn_Ads_Contact_Match_Template.csv.
    header = "email,firstname,lastname,jobtitle,employeecompany,country,googleaid"
    assert (tmp_path / "f.csv").read_text().splitlines() == [header, f"{sha('ana.souza+crm@gmail.com')},,,,,BR,"]


def test_google_gets_country_and_postcode_plain(tmp_path: Path) -> None:
    write(Platform.GOOGLE, [ANA], tmp_path / "f.csv", "55")
    assert read(tmp_path / "f.csv") == [
        {"Email": sha("anasouza@gmail.com"), "Phone": sha("+5511912345678"), "First Name": sha("ana"),
         "Last Name": sha("souza"), "Country": "BR", "Zip": "01310-100"}
    ]  # fmt: skip


def test_meta_gets_everything_hashed(tmp_path: Path) -> None:
    write(Platform.META, [ANA, Contact("x@y.example", country="US", postcode="94016-1234")], tmp_path / "f.csv", "55")
    first, second = read(tmp_path / "f.csv")
    assert first == {
        "email": sha("ana.souza+crm@gmail.com"), "phone": sha("5511912345678"), "fn": sha("ana"), "ln": sha("souza"),
        "zip": sha("01310100"), "country": sha("br"),
    }  # fmt: skip
    assert (second["zip"], second["country"]) == (sha("94016"), sha("us"))


@pytest.mark.parametrize("platform", Platform)
def test_nothing_that_a_person_wrote_stands_in_a_file_as_they_wrote_it(platform: Platform, tmp_path: Path) -> None:
    evil = Contact("=cmd|'/c calc'!A1", "+1", "=1+1", "@SUM(A1)", "=HYPERLINK()", '"\n=1+1', None)
    written = write(platform, [ANA, evil], tmp_path / "f.csv", "55")
    text = (tmp_path / "f.csv").read_text().lower()
    assert written == Written(1, 1)
    assert not any(part in text for part in ("souza", "91234", "=", "@", "calc", '"'))
    assert (tmp_path / "f.csv").stat().st_mode & 0o077 == 0


def test_a_half_written_file_takes_no_place(tmp_path: Path) -> None:
    target = tmp_path / "f.csv"
    target.write_text("before")

    def failing() -> Iterator[Contact]:
        yield ANA
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        write(Platform.META, failing(), target)
    assert [file.name for file in tmp_path.iterdir()] == ["f.csv"]
    assert target.read_text() == "before"


def answer(state: State, person: str, given: bool, purpose: Purpose = Purpose.ADS, at_ms: int = 1) -> None:
    said = consent.Answered(purpose, given, "May we?", Language.EN, Source.FORM, at_ms)
    with state.writing() as connection:
        consent.record(connection, MAIN, person, [said])


class TestWho:
    """Only those who agree to this very purpose now."""

    @pytest.fixture(autouse=True)
    def people(self, state: State) -> None:
        for id in ("1", "2", "3", "4", "5"):
            lead(state, id, source="linkedin" if id in "12" else "search")
        answer(state, "p-1", True)
        answer(state, "p-2", False)
        answer(state, "p-3", True, Purpose.EMAIL)
        answer(state, "p-4", True)
        answer(state, "p-4", False, at_ms=2)
        answer(state, "p-5", True)

    def test_who_agreed_and_has_not_taken_it_back(self, state: State) -> None:
        assert [contact.email for contact in leads(state)] == ["1@acme.example", "5@acme.example"]

    def test_who_is_suppressed_is_left_out(self, state: State) -> None:
        with state.writing() as connection:
            consent.suppress(connection, MAIN, "p-1", Suppressed.COMPLAINED, 5)
        assert [contact.lead for contact in leads(state)] == [number("5")]

    def test_by_campaign_and_by_score(self, state: State) -> None:
        assert [contact.lead for contact in leads(state, where={"source": "linkedin"})] == [1]
        assert [contact.lead for contact in leads(state, scored={5})] == [5]

    def test_another_site_sees_nobody(self, state: State) -> None:
        assert list(leads(state, "other")) == []

    def test_a_person_with_two_forms_stands_there_once(self, state: State) -> None:
        lead(state, "6", 1_795_000_000_001, person="p-1", name="Ana de Souza")
        (ana,) = (contact for contact in leads(state) if contact.email.startswith(("1", "6")))
        assert (ana.lead, ana.first, ana.last) == (6, "Ana", "Souza")

    def test_of_an_own_list_whoever_objected_is_left_out(self, state: State) -> None:
        secret = secret_of(state, MAIN)
        addresses = [f"{name}@acme.example" for name in ("ana", "beto", "caio", "duda")]
        answer(state, person_of(secret, addresses[1]), False)
        with state.writing() as connection:
            consent.suppress(connection, MAIN, person_of(secret, addresses[2].upper()), Suppressed.FORGOTTEN, 5)
        assert [c.email for c in allowed(state, map(Contact, addresses))] == [addresses[0], addresses[3]]


def test_every_platform_says_how_few_people_it_takes() -> None:
    assert {platform: form.least for platform, form in FORMATS.items()} == {
        Platform.LINKEDIN: 300, Platform.GOOGLE: 100, Platform.META: 100,
    }  # fmt: skip
