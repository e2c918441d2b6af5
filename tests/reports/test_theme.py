from itertools import product

import pytest

from corrente.reports.theme import DARK, LIGHT, Token, contrast, css

TEXTS = (Token.INK, Token.MUTED, Token.UPSTREAM, Token.DOWNSTREAM, Token.ATTENTION)
ON_DEEP = ((Token.ON_DEEP, Token.DEEP_UPSTREAM), (Token.ON_DEEP, Token.DEEP_DOWNSTREAM))
GROUNDS = (Token.PAPER, Token.SURFACE)
AA = 4.5  # WCAG 2.1, success criterion 1.4.3, for text of normal size


def test_contrast_is_that_of_the_standard():
    # The two ends of the scale, and WebAIM's well-known grey: #767676 is the lightest that passes on white.
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#ffffff", "#ffffff") == pytest.approx(1.0)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)  # published with two decimals


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_texts_can_be_read_on_every_ground(colours):
    for text, ground in [*product(TEXTS, GROUNDS), *ON_DEEP, (Token.INK, Token.ATTENTION_SOFT)]:
        assert contrast(colours[text], colours[ground]) >= AA, (text, ground)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_every_token_has_a_colour_of_its_own(colours):
    # Drawn pictures are coloured by finding the token of each colour, so no two tokens may share one.
    assert set(colours) == set(Token)
    assert len(set(colours.values())) == len(Token)


def test_the_style_sheet_has_every_token_in_both_themes():
    for token in Token:
        assert css().count(f"--{token.value}:{LIGHT[token]};") == 2  # on screen, and in print whatever the theme
        assert css().count(f"--{token.value}:{DARK[token]};") == 2  # by the reader's system, and by choice
