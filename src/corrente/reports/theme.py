"""The one theme: every colour and measure of pages, pictures and reports, for light and dark.

Colours are safe for colour-blind readers and mean the same everywhere: upstream deep blue, downstream teal,
attention amber, uncertainty grey. Texts reach WCAG 2.1 AA (4.5:1) on ``paper`` and on ``surface``.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from corrente.core.question import Stream


class Token(StrEnum):
    """A colour by what it means."""

    INK = "ink"
    MUTED = "muted"
    PAPER = "paper"
    SURFACE = "surface"
    LINE = "line"
    EDGE = "edge"
    UPSTREAM = "upstream"
    UPSTREAM_SOFT = "upstream-soft"
    DOWNSTREAM = "downstream"
    DOWNSTREAM_SOFT = "downstream-soft"
    ATTENTION = "attention"
    ATTENTION_SOFT = "attention-soft"
    UNCERTAINTY = "uncertainty"
    THIRD = "third"
    FOURTH = "fourth"
    DEEP_UPSTREAM = "deep-upstream"
    DEEP_DOWNSTREAM = "deep-downstream"
    ON_DEEP = "on-deep"


LIGHT: Mapping[Token, str] = {
    Token.INK: "#1a2530",
    Token.MUTED: "#566470",
    Token.PAPER: "#fbfaf7",
    Token.SURFACE: "#fffffe",
    Token.LINE: "#e0e0db",
    Token.EDGE: "#7d8892",
    Token.UPSTREAM: "#17497d",
    Token.UPSTREAM_SOFT: "#c3d8ec",
    Token.DOWNSTREAM: "#0b6e63",
    Token.DOWNSTREAM_SOFT: "#bde0da",
    Token.ATTENTION: "#9a5200",
    Token.ATTENTION_SOFT: "#f7e3c4",
    Token.UNCERTAINTY: "#99a3ab",
    Token.THIRD: "#8b3f77",
    Token.FOURTH: "#6f7a1e",
    Token.DEEP_UPSTREAM: "#17497e",
    Token.DEEP_DOWNSTREAM: "#0b6e64",
    Token.ON_DEEP: "#fefefe",
}

DARK: Mapping[Token, str] = {
    Token.INK: "#e7ecf0",
    Token.MUTED: "#a5b2bd",
    Token.PAPER: "#10171e",
    Token.SURFACE: "#18212a",
    Token.LINE: "#2c3843",
    Token.EDGE: "#71808d",
    Token.UPSTREAM: "#84b8ee",
    Token.UPSTREAM_SOFT: "#22415f",
    Token.DOWNSTREAM: "#52c9b6",
    Token.DOWNSTREAM_SOFT: "#1a4a45",
    Token.ATTENTION: "#f0b252",
    Token.ATTENTION_SOFT: "#47351a",
    Token.UNCERTAINTY: "#6d7a86",
    Token.THIRD: "#dd97c9",
    Token.FOURTH: "#c3cd6a",
    Token.DEEP_UPSTREAM: "#245c96",
    Token.DEEP_DOWNSTREAM: "#11685e",
    Token.ON_DEEP: "#f2f8f7",
}

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
"""What figures are measured with; on a page they take the page's own font."""

SERIES: Mapping[Stream, tuple[Token, ...]] = {
    Stream.UPSTREAM: (Token.UPSTREAM, Token.ATTENTION, Token.THIRD, Token.FOURTH, Token.UNCERTAINTY),
    Stream.DOWNSTREAM: (Token.DOWNSTREAM, Token.ATTENTION, Token.THIRD, Token.FOURTH, Token.UNCERTAINTY),
}


def colour(token: Token) -> str:
    """A token's light colour, as specs carry it."""
    return LIGHT[token]


def accent(stream: Stream) -> Token:
    """The colour that stands for a stream."""
    return Token.UPSTREAM if stream is Stream.UPSTREAM else Token.DOWNSTREAM


def soft(stream: Stream) -> Token:
    """The pale companion of a stream's colour."""
    return Token.UPSTREAM_SOFT if stream is Stream.UPSTREAM else Token.DOWNSTREAM_SOFT


def css() -> str:
    """The tokens as custom properties: light, dark by the reader's system, and either one by ``data-theme``."""
    light, dark = _properties(LIGHT), _properties(DARK)
    return (
        f":root{{color-scheme:light;{light}}}\n"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{color-scheme:dark;{dark}}}}}\n"
        f":root[data-theme=dark]{{color-scheme:dark;{dark}}}\n"
        f"@media print{{:root:root:root{{color-scheme:light;{light}}}}}\n"
    )


def _properties(colours: Mapping[Token, str]) -> str:
    return "".join(f"--{token.value}:{value};" for token, value in colours.items())


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two ``#rrggbb`` colours, 1 to 21 (WCAG 2.1, definition of contrast ratio)."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
