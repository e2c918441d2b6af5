"""The forms of a word read as one: "demora", "demorou" and "demorado" are one family, "delay" and "delayed" another.

Only what inflects a word is taken off: the plural, then the longest ending of gender, person or tense, as in the
plural, feminine and verb steps of Orengo & Huyck 2001, *A stemming algorithm for the Portuguese language*, SPIRE,
186-193, and the first step of Porter 1980, *An algorithm for suffix stripping*, Program 14(3), 130-137.
"""

# ruff: noqa: SIM905 - a list of endings reads best as a text

from __future__ import annotations

from functools import lru_cache

from corrente.core.words import Language

_SHORTEST = 4
"""Letters that are left of a word at least: fewer are the beginning of words that mean different things."""
_PLURALS = {
    Language.PT: (("oes", "ao"), ("ns", "m"), ("ss", "ss"), ("s", "")),
    Language.EN: (("ss", "ss"), ("s", "")),
}
_ENDINGS = {
    Language.PT: tuple(
        """
        a o e i ei ou eu iu am em ia iam
        ar er ir ava avam ara aram arao era eram erao ira iram irao aria ariam eria eriam iria iriam
        asse assem esse essem isse issem amos emos imos este ando endo indo ado ada ido ida
        """.split()
    ),
    Language.EN: ("e", "ed", "ing"),
}


@lru_cache(maxsize=200_000)
def family(word: str, language: Language) -> str:
    """What the forms of a word (small letters, no accents) have in common; shorter words are left as they are."""
    if len(word) < _SHORTEST:
        return word
    plural, single = next((p for p in _PLURALS[language] if word.endswith(p[0])), ("", ""))
    one = word.removesuffix(plural) + single
    stems = (one.removesuffix(ending) for ending in _ENDINGS[language] if one.endswith(ending))
    stem = min((stem for stem in stems if len(stem) >= _SHORTEST), key=len, default=one)
    return _written(stem) if language is Language.EN else stem


def _written(stem: str) -> str:
    """An English stem without what its endings change: "cancell-ed" and "cancel", "compan-ies" and "company"."""
    if stem[-1:] == stem[-2:-1]:
        stem = stem[:-1]
    return f"{stem[:-1]}i" if stem.endswith("y") else stem
