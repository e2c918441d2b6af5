"""From texts to the terms that they say: words in any form, pairs of words, and a negation with what it negates."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, islice
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corrente.core.words import Language
from corrente.upstream.problems.forms import family
from corrente.upstream.problems.stop_words import NEGATIONS, STOP_WORDS

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from corrente.inference.themes import Array

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[.,;:!?()\n]")
_ENDS = frozenset(".;!?\n")
_MOST_TERMS = 600
_SHORTEST = 3
_RARE, _COMMON = 5, 0.08
"""A term is said at least so often; a single word in more than this share of the texts tells of no one thing."""


@dataclass(frozen=True)
class Read:
    """Texts by terms: ``said`` (D, V) is 1 where a text says a term; ``spelt`` is each term as customers write it.

    ``sentences`` (S, V) is the same of each sentence that says any, which is of text ``of`` (S,).
    """

    said: csr_array
    sentences: csr_array
    of: NDArray[np.int64]
    terms: tuple[str, ...]
    spelt: tuple[str, ...]
    languages: tuple[Language, ...]


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """A word in small letters, without accents and apostrophes."""
    plain = unicodedata.normalize("NFKD", word.lower())
    return "".join(c for c in plain if c.isalnum())


def words(text: str) -> list[str]:
    """The words of a text as they are written, and its signs, which end what belongs together."""
    return _WORD.findall(text.lower())


def languages_of(texts: Sequence[Sequence[str]]) -> tuple[Language, ...]:
    """Each text's language, by whose small words it uses more; where it uses as many of both, that of most texts."""
    portuguese, english = STOP_WORDS[Language.PT], STOP_WORDS[Language.EN]
    leans = np.array([sum((w in portuguese) - (w in english) for w in text) for text in texts], dtype=np.int64)
    most = 1 if (leans > 0).sum() >= (leans < 0).sum() else -1
    return tuple(Language.PT if (lean or most) > 0 else Language.EN for lean in leans.tolist())


def terms(folded: Sequence[str], language: Language) -> Iterator[tuple[int, int]]:
    """The terms of a text, as places ``start:stop``: a word, two in a row, two around a small word, a negated word."""
    stop, negations = STOP_WORDS[language], NEGATIONS[language]
    telling = [_tells(word) and word not in stop and word not in negations for word in folded]
    small = [word in stop for word in folded]
    last = len(folded)
    for i, word in enumerate(folded):
        if not (telling[i] or word in negations):
            continue
        start = i - 1 if telling[i] and i and folded[i - 1] in negations else i
        if telling[i] and start == i:
            yield i, i + 1
        if i + 1 < last and telling[i + 1] and folded[i + 1] != word:
            yield start, i + 2
        elif i + 2 < last and small[i + 1] and telling[i + 2] and folded[i + 2] != word:
            yield start, i + 3


def made_of(terms: Sequence[str]) -> NDArray[np.bool_]:
    """Which words (V, U) each term is made of, the negations left out: what negates is in common to any."""
    negations = frozenset().union(*NEGATIONS.values())
    words = [set(term.split(" ")) - negations for term in terms]
    place = {word: column for column, word in enumerate(sorted(frozenset().union(*words)))}
    found = np.zeros((len(terms), len(place)), dtype=bool)
    for row, own in enumerate(words):
        found[row, [place[word] for word in own]] = True
    return found


def _tells(word: str) -> bool:
    return len(word) >= _SHORTEST and not word.isdigit()


def read(texts: Sequence[str], times: Array) -> Read:
    """Read all ``texts``, each said ``times`` (D,): the most frequent terms, at most `_MOST_TERMS`."""
    written = [words(text) for text in texts]
    folded = [[fold(word) for word in text] for text in written]
    languages = languages_of(folded)
    found = [_said(text, language) for text, language in zip(folded, languages, strict=True)]
    vocabulary = _vocabulary(found, times)
    said, sentences, of = _matrices(found, written, vocabulary)
    return Read(said, sentences, of, vocabulary, _spelling(vocabulary, found, written), languages)


Found = Sequence[Sequence[tuple[str, int, int]]]


def _said(folded: Sequence[str], language: Language) -> list[tuple[str, int, int]]:
    """The terms of a text, by the families of their words, and the places where each is said."""
    plain = STOP_WORDS[language] | NEGATIONS[language]
    families = [word if word in plain else family(word, language) for word in folded]
    return [(" ".join(families[a:b]), a, b) for a, b in terms(folded, language)]


def _vocabulary(found: Found, times: Array) -> tuple[str, ...]:
    often: Counter[str] = Counter()
    for text, n in zip(found, times.tolist(), strict=True):
        for term in {term for term, _, _ in text}:
            often[term] += n
    total = times.sum()
    ranked = sorted(often.items(), key=lambda pair: (-pair[1], pair[0]))
    least = max(_RARE, total / 500)
    kept = (term for term, n in ranked if n >= least and (" " in term or n <= _COMMON * total))
    return tuple(islice(kept, _MOST_TERMS))


def _spelling(vocabulary: Sequence[str], found: Found, written: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Each term in the form in which it is written most often."""
    forms: dict[str, Counter[str]] = {term: Counter() for term in vocabulary}
    for text, as_written in zip(found, written, strict=True):
        for term, a, b in text:
            if term in forms:
                forms[term][" ".join(as_written[a:b])] += 1
    return tuple(min(forms[term].items(), key=lambda pair: (-pair[1], pair[0]))[0] for term in vocabulary)


def _matrices(
    found: Found, written: Sequence[Sequence[str]], vocabulary: Sequence[str]
) -> tuple[csr_array, csr_array, NDArray[np.int64]]:
    """Texts by terms, sentences by terms, and the text of each sentence."""
    place = {term: column for column, term in enumerate(vocabulary)}
    numbered = (list(accumulate(word in _ENDS for word in as_written)) for as_written in written)
    at = [
        (row, sentence[a], place[term])
        for row, (text, sentence) in enumerate(zip(found, numbered, strict=True))
        for term, a, _ in text
        if term in place
    ]
    rows, sentences, columns = np.array(at, dtype=np.int64).reshape(-1, 3).T
    pairs, numbers = np.unique(np.column_stack([rows, sentences]), axis=0, return_inverse=True)
    shape = (len(found), len(vocabulary))
    return _ones(rows, columns, shape), _ones(numbers.ravel(), columns, (len(pairs), shape[1])), pairs[:, 0]


def _ones(rows: NDArray[np.int64], columns: NDArray[np.int64], shape: tuple[int, int]) -> csr_array:
    """1 wherever a row has a column, once or more."""
    from scipy.sparse import csr_array

    found = csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
    found.data[:] = 1.0
    return found
