"""Specs as SVG and PNG, drawn on this machine without a browser.

One SVG serves light and dark: each colour of the theme becomes its custom property, with the light colour as
what a reader without the page's style sheet sees.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import Literal

from corrente.core.picture import Picture
from corrente.core.words import Language
from corrente.reports import theme
from corrente.reports.vega import Size, Spec, spec

VEGA_LITE = "6.4"


def draw(picture: Picture, language: Language, size: Size, prefix: str) -> str:
    """The picture as an SVG element to be set into a page; ``prefix`` keeps its ids apart from others'.

    Title and subtitle are the page's own; the text alternative is the SVG's accessible name.
    """
    svg = render(spec(picture, language, size, titled=False), language)
    return themed(svg, picture.alt.say(language), prefix)


def render(chart: Spec, language: Language) -> str:
    """The SVG that Vega draws of a spec, with numbers and dates in the language's habit."""
    import vl_convert

    place = _place(language)
    return vl_convert.vegalite_to_svg(chart, vl_version=VEGA_LITE, format_locale=place, time_format_locale=place)


def png(picture: Picture, language: Language, scale: float = 2.0) -> bytes:
    """The picture with its title as PNG on the light paper, for notebooks and slides."""
    import vl_convert

    place = _place(language)
    chart = spec(picture, language)
    chart["config"] = chart["config"] | {"background": theme.colour(theme.Token.SURFACE), "padding": 16}
    return vl_convert.vegalite_to_png(
        chart, vl_version=VEGA_LITE, scale=scale, format_locale=place, time_format_locale=place
    )


def _place(language: Language) -> Literal["en-US", "pt-BR"]:
    return "en-US" if language is Language.EN else "pt-BR"


def themed(svg: str, alt: str, prefix: str) -> str:
    """A drawn SVG that follows the page: its colours, its font, its ids, and one accessible name."""
    bare = re.sub(r'\s(?:role|aria-[a-z]+|font-family|class|xmlns(?::xlink)?|version)="[^"]*"', "", svg)
    own = re.sub(r'id="([^"]+)"', rf'id="{prefix}-\1"', bare)
    own = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", own)
    coloured = _COLOUR.sub(lambda found: _property(found.group()), own)
    return coloured.replace("<svg ", f'<svg role="img" aria-label="{escape(alt, quote=True)}" ', 1)


_COLOUR = re.compile(r'(?<==")#[0-9a-f]{6}(?=")', re.IGNORECASE)


def _property(colour: str) -> str:
    token = _tokens().get(colour.lower())
    return f"var(--{token},{colour})" if token else colour


@lru_cache(maxsize=1)
def _tokens() -> dict[str, str]:
    return {colour: token.value for token, colour in theme.LIGHT.items()}
