import re
from dataclasses import replace
from xml.etree import ElementTree

import altair
import pytest

from corrente.core.picture import Kind, Mark
from corrente.core.question import Stream
from corrente.core.words import Form, Language, Phrase
from corrente.reports.figures import data_table
from corrente.reports.svg import draw, png
from corrente.reports.theme import LIGHT
from corrente.reports.vega import Size, said, spec
from tests.web.fake import picture

EVERY = [(kind, stream) for kind in Kind for stream in Stream]


def in_two_series(kind):
    first = picture(kind)
    marks = tuple(replace(mark, series=Phrase.same(name)) for name in ("Markov", "Shapley") for mark in first.marks)
    return replace(first, marks=marks)


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("kind", "stream"), EVERY)
def test_specs_follow_the_schema_of_vega_lite(kind, stream, language, size):
    altair.Chart.from_dict(spec(picture(kind, stream), language, size)).to_dict()
    altair.Chart.from_dict(spec(in_two_series(kind), language, size, titled=False)).to_dict()


WITHOUT = (Kind.MAP, Kind.JOURNEY, Kind.TIMELINE, Kind.STACK)
"""Kinds that have no intervals, or their own."""


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in WITHOUT])
def test_intervals_are_always_drawn_both_of_them(kind):
    drawn = repr(spec(picture(kind), Language.EN))
    assert all(f"'field': '{name}'" in drawn for name in ("low", "high", "inner_low", "inner_high"))


def test_bars_start_at_zero_and_intervals_need_not():
    assert "'zero': True" in repr(spec(picture(Kind.BARS), Language.EN))
    assert "'zero': False" in repr(spec(picture(Kind.INTERVALS), Language.EN))


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize(("kind", "stream"), EVERY)
def test_drawn_pictures_follow_the_page(kind, stream, size):
    svg = draw(picture(kind, stream), Language.EN, size, "one")
    root = ElementTree.fromstring(svg.replace("xlink:", ""))
    assert root.get("role") == "img"
    assert root.get("aria-label") == picture(kind).alt.en
    assert "style=" not in svg  # the page's Content-Security-Policy refuses inline styles
    assert "font-family" not in svg
    assert "NaN" not in svg
    ids = re.findall(r'\bid="([^"]+)"', svg)
    assert all(found.startswith("one-") for found in ids)
    assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= set(ids)
    bare = re.sub(r"var\(--[a-z-]+,#[0-9a-f]{6}\)", "", svg)
    assert not re.search(r'="#[0-9a-f]{6}"', bare), "a colour that no theme knows"
    assert any(f"var(--{token.value},{colour})" in svg for token, colour in LIGHT.items())


def test_a_narrow_picture_fits_a_small_phone():
    for kind in Kind:
        svg = draw(picture(kind), Language.PT, Size.NARROW, "n")
        # 360 px is the narrowest phone that is common; the picture may take all of it.
        assert float(re.search(r'width="([\d.]+)"', svg)[1]) <= 360


def brands():
    """Two brands that overlap, one far away, and two attributes."""
    square = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    placed = (("Ours", 0.0, 0.0), ("Near", 0.1, 0.1), ("Far", 5.0, -2.0))
    points = tuple(
        Mark(y, label=Phrase.same(n), at=x, emphasis=n == "Ours", outline=tuple((x + a, y + b) for a, b in square))
        for n, x, y in placed
    )
    arrows = tuple(Mark(y, label=Phrase.same(name), at=x) for name, x, y in (("cheap", 2.0, 1.0), ("fast", 2.0, 1.1)))
    return replace(picture(Kind.MAP), marks=points + arrows)


@pytest.mark.parametrize("size", Size)
def test_a_map_draws_every_brand_with_its_outline_in_one_scale(size):
    drawn = spec(brands(), Language.EN, size)
    altair.Chart.from_dict(drawn).to_dict()
    svg = draw(brands(), Language.EN, size, "m")
    assert all(f">{name}<" in svg for name in ("Ours", "Near", "Far"))
    corners = next(layer["data"]["values"] for layer in drawn["layer"] if "corner" in layer["data"]["values"][0])
    assert len(corners) == 12
    across, up = (drawn["layer"][-1]["encoding"][axis]["scale"]["domain"][1] for axis in ("x", "y"))
    assert across / drawn["width"] == pytest.approx(up / drawn["height"])
    assert max(abs(row["at"]) for row in corners) < across


@pytest.mark.parametrize("size", Size)
def test_labels_of_a_map_do_not_cover_each_other(size):
    drawn = spec(brands(), Language.EN, size)
    unit = 2 * drawn["layer"][-1]["encoding"]["x"]["scale"]["domain"][1] / drawn["width"]
    rows = [row for row in drawn["layer"][-1]["data"]["values"] if "label_at" in row]
    for i, one in enumerate(rows):
        for other in rows[:i]:
            wide = (len(one["label"]) + len(other["label"])) * 6.6 / 2
            beside = abs(one["label_at"] - other["label_at"]) / unit >= wide - 1e-6
            above = abs(one["label_value"] - other["label_value"]) / unit >= 14 - 1e-6
            assert beside or above, (one, other)


def test_numbers_read_as_the_language_writes_them():
    one = picture(Kind.INTERVALS)
    mark = Mark(1204.5, 1100.0, 1300.0)
    count = replace(one, value_form=Form.COUNT)
    assert said(mark, count, Language.EN) == "1,204 (1,100–1,300)"
    assert said(mark, count, Language.PT) == "1.204 (1.100–1.300)"
    assert said(Mark(0.5), one, Language.EN) == "50%"


def test_the_dates_of_a_curve_are_days_of_the_calendar():
    first = spec(picture(Kind.CURVE), Language.EN)["data"]["values"][0]
    assert first["at"] == 19_000 * 86_400_000  # 2022-01-08, in milliseconds
    assert data_table(picture(Kind.CURVE), Language.PT)[1][0][0] != "19.000"


def test_a_reference_is_drawn_once_and_not_per_row():
    svg = draw(picture(Kind.CURVE), Language.EN, Size.WIDE, "r")
    assert svg.count("all customers") == 1


def test_the_table_has_every_mark_and_no_empty_column():
    titles, rows = data_table(picture(Kind.BARS), Language.EN)
    assert titles == ("What", "share", "Observed")
    assert [row[0] for row in rows] == ["Enterprise", "Small companies that came by referral", "Mid-market"]
    assert rows[1][2] == "24%"


def test_png_is_a_png():
    assert png(picture(), Language.EN, 1.0).startswith(b"\x89PNG")


@pytest.mark.parametrize("size", Size)
def test_names_from_the_data_cannot_become_markup(size):
    evil = '<script>alert("1")</script><a href="x">&'
    one = picture(Kind.BARS)
    marks = (replace(one.marks[0], label=Phrase.same(evil), series=Phrase.same(evil)), *one.marks[1:])
    svg = draw(replace(one, marks=marks, alt=Phrase.same(evil)), Language.EN, size, "e")
    assert "<script" not in svg
    assert "<a " not in svg
    ElementTree.fromstring(svg.replace("xlink:", ""))


def flows(kind, size):
    """The outlines of one layer of a journey, by the name of each flow."""
    layers = spec(picture(Kind.JOURNEY), Language.EN, size)["layer"]
    rows = layers[("on", "lost", "won").index(kind)]["data"]["values"]
    names = dict.fromkeys(row["name"] for row in rows)
    return [[(row["x"], row["y"]) for row in rows if row["name"] == name] for name in names]


@pytest.mark.parametrize("size", Size)
def test_a_journey_s_arrows_are_as_wide_as_the_people_who_take_them(size):
    """Three in five go on, a tenth and two fifths end well, three and two in ten leave: by the end of every arrow."""
    across, along = (0, 1) if size is Size.NARROW else (1, 0)

    def wide(points, axis, at):
        edge = at(points, key=lambda p: p[1 - axis])[1 - axis]
        places = [p[axis] for p in points if p[1 - axis] == edge]
        return max(places) - min(places)

    whole = wide(flows("on", size)[0], across, min) / 0.6
    assert [wide(points, across, min) / whole for points in flows("won", size)] == pytest.approx([0.1, 0.4])
    assert [wide(points, across, min) / whole for points in flows("lost", size)] == pytest.approx([0.3, 0.2])
    tips = [sorted(points, key=lambda p: p[across])[-3:] for points in flows("lost", size)]
    widths = [max(p[along] for p in tip) - min(p[along] for p in tip) for tip in tips]
    assert [width / whole for width in widths] == pytest.approx([0.3, 0.2])


@pytest.mark.parametrize("size", Size)
def test_a_journey_stays_within_its_picture(size):
    drawn = spec(picture(Kind.JOURNEY), Language.PT, size)
    places = [row for layer in drawn["layer"] for row in layer["data"]["values"]]
    assert all(-0.01 <= row["x"] <= drawn["width"] and -0.01 <= row["y"] <= drawn["height"] for row in places)
    said_ = {row["said"] for row in places if "said" in row}
    assert {"30% saem", "3,2 dias", "60%", "50%"} <= said_


def test_a_journey_s_table_says_what_becomes_of_everybody():
    columns, rows = data_table(picture(Kind.JOURNEY), Language.EN)
    assert columns == ("What", "share", "Go on", "End well here", "Leave here", "Median time")
    assert rows[0][2:] == ("60%", "10%", "30%", "3.2 days")
    assert rows[2][2:5] == ("", "", "")


def test_names_of_lines_that_end_together_stand_apart():
    def line(name, end):
        return [Mark(0.3, at=19_000.0, series=Phrase.same(name)), Mark(end, at=19_010.0, series=Phrase.same(name))]

    def moved(*ends):
        marks = tuple(mark for name, end in zip("abc", ends, strict=False) for mark in line(name, end))
        drawn = spec(replace(picture(Kind.CURVE), marks=marks), Language.EN)
        names = [layer for layer in drawn["layer"][0]["layer"] if layer["mark"]["type"] == "text"]
        return [layer["mark"].get("dy", 0) for layer in names]

    assert moved(0.9, 0.1) == [0]
    assert sorted(moved(0.9, 0.05, 0.05)) == [-16, 0]
