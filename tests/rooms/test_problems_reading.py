"""problems: how texts are read: terms, languages, spelling, and what is masked."""

from __future__ import annotations

import numpy as np

from corrente.core.words import Language
from corrente.upstream.problems.reading import languages_of, read, terms
from corrente.upstream.problems.voices import masked


def said(text: str, language: Language = Language.PT) -> set[str]:
    words = text.split(" ")
    return {" ".join(words[a:b]) for a, b in terms(words, language)}


def test_a_negation_stays_with_what_it_negates() -> None:
    assert said("nao recebi") == {"nao recebi"}
    assert said("nao recebi o produto") == {"nao recebi", "nao recebi o produto", "produto"}
    assert "arrived" not in said("never arrived", Language.EN)


def test_two_words_around_a_small_one_are_a_term() -> None:
    assert "antes do prazo" in said("chegou antes do prazo")
    assert said("de do da") == set()


def test_each_text_is_read_in_its_own_language_and_a_doubtful_one_in_that_of_most() -> None:
    texts = [["o", "produto"], ["the", "price"], ["nao", "veio", "o", "meu"], ["lindo"]]
    assert languages_of(texts) == (Language.PT, Language.EN, Language.PT, Language.PT)


def test_terms_are_spelt_as_customers_write_them() -> None:
    texts = ["Não recebi", "não recebi.", "NAO RECEBI", "ótimo"] * 3
    found = read(texts, np.ones(len(texts)))
    assert found.terms == ("nao recebi",)  # "ótimo" is said three times only, too rare to be a theme
    assert found.spelt == ("não recebi",)


def test_quotations_carry_no_personal_data() -> None:
    text = "Write to ana@loja.com.br or (11) 98765-4321,\n order 123456789, see https://x.co/1: 30 days late"
    assert masked(text).startswith("Write to [e-mail] or ([…], order […], see [link]")
    for secret in ("ana@", "98765", "123456789", "x.co"):
        assert secret not in masked(text)
    assert "30 days" in masked(text)
