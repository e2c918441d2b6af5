import csv
import io
from html import unescape

import pytest

from corrente.core.words import Language
from corrente.reports.html import report
from corrente.reports.scorecard import view
from corrente.reports.sparkline import sparkline
from tests.web.fake import card


@pytest.mark.parametrize("language", Language)
def test_the_page_shows_value_interval_history_change_and_source(client, language):
    page = unescape(client.get(f"/scorecard?lang={language.value}").text)
    said = view(card(), language)
    for line in (line for part in said.parts for line in part.lines):
        assert line.name in page
        assert line.value in page
        assert line.source in page
    assert page.count('<svg class="spark"') == 2
    assert 'href="/questions/loyalty"' in page
    assert said.lacks[0].next_step in page
    assert all(one.formula in page for one in said.definitions)


def test_a_change_is_called_one_only_where_it_is(client):
    said = {line.metric.id: line for part in view(card(), Language.EN).parts for line in part.lines}
    assert said["win_rate"].month.sure == "may be chance"
    assert said["win_rate"].month.kind == "open"
    assert (said["win_rate"].year.said, said["win_rate"].year.sure) == ("↑ 12 percentage points", "almost certainly")
    assert said["win_rate"].year.kind == "good"
    assert said["channel_cost"].value == "103,873"
    assert "booked, not estimated" in client.get("/scorecard?lang=en").text


def test_it_downloads_with_full_digits_and_as_json(client):
    rows = list(csv.DictReader(io.StringIO(client.get("/scorecard.csv").text)))
    assert [row["metric"] for row in rows] == ["lifetime_value", "channel_cost", "win_rate"]
    assert rows[1]["value"] == "103873.2"
    assert rows[2]["year_chance"] == "0.99"
    assert client.get("/api/scorecard?lang=pt-BR").json()["metrics"][0]["name"] == "Valor no tempo de vida"


def test_the_menu_leads_to_it(client):
    assert '<a href="/scorecard" aria-current="page">Scorecard</a>' in client.get("/scorecard?lang=en").text


def test_the_report_holds_it_without_links_outside():
    html = report("Aurora", (), Language.EN, card())
    assert 'href="#loyalty"' in html
    assert 'href="/' not in html
    assert 'id="scorecard"' not in report("Aurora", (), Language.EN)


def test_a_history_of_one_point_is_no_line():
    history = card().readings[2].history
    assert sparkline(history[:1], "x") == ""
    assert 'aria-label="&lt;b&gt; &amp;"' in sparkline(history, "<b> &")
    drawn = sparkline(history, "x")
    assert "nan" not in drawn
    assert drawn.count("L") == 13 * 3 + 1  # the band there and back, and the line
