"""problems: how texts are read: terms, languages, spelling, and what is masked."""

from __future__ import annotations

import numpy as np
import pytest

from corrente.core.words import Language
from corrente.upstream.problems.forms import family
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
    assert found.terms == ("nao receb",)  # "ótimo" is said three times only, too rare to be a theme
    assert found.spelt == ("não recebi",)


@pytest.mark.parametrize(
    "forms",
    ["demora demorou demorado demorando demoram", "atraso atrasou atrasada atrasos", "errado errada errados",
     "recebi recebeu receber recebido", "chegou chegar chegaram chegasse chegando", "avaliacao avaliacoes",
     "item itens", "produto produtos"],
)  # fmt: skip
def test_portuguese_forms_of_one_word_are_one_family(forms: str) -> None:
    assert len({family(word, Language.PT) for word in forms.split()}) == 1


@pytest.mark.parametrize(
    "forms",
    ["delay delays delayed delaying", "cancel cancelled canceled cancelling", "company companies",
     "wait waits waited waiting", "service services", "bill bills billing"],
)  # fmt: skip
def test_english_forms_of_one_word_are_one_family(forms: str) -> None:
    assert len({family(word, Language.EN) for word in forms.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("atras", "atraso"), ("conta", "contato"), ("nota", "nova"), ("pedido", "pediu"), ("caro", "carro"),
     ("mes", "mesa"), ("valor", "volta"), ("antes", "antena")],
)  # fmt: skip
def test_words_that_only_begin_alike_are_not_of_one_family(one: str, other: str) -> None:
    assert family(one, Language.PT) != family(other, Language.PT)


def test_a_word_is_counted_in_all_its_forms_and_spelt_as_most_write_it() -> None:
    texts = ["demorou", "demora", "demora", "demorado", "Demoraram", "nunca demora"]
    padding = [f"x{i}a y{i}b" for i in range(100)]  # a single word that more than one text in twelve says is no term
    found = read([*texts, *padding], np.ones(len(texts) + len(padding)))
    assert found.spelt[found.terms.index("demor")] == "demora"
    assert found.said[:, [found.terms.index("demor")]].sum() == 5  # the sixth says the opposite


def test_sentences_are_told_apart_and_know_their_text() -> None:
    texts = ["Não recebi. Não recebi, nem resposta", "Não recebi", "ok."] * 3
    found = read(texts, np.ones(len(texts)))
    assert found.terms == ("nao receb",)
    assert found.of.tolist() == [0, 0, 1, 3, 3, 4, 6, 6, 7]  # what says no term is no sentence
    assert found.sentences.toarray().tolist() == [[1.0]] * 9
    assert found.said.toarray().ravel().tolist() == [1.0, 1.0, 0.0] * 3


def test_quotations_carry_no_personal_data() -> None:
    text = "Write to ana@loja.com.br or (11) 98765-4321,\n order 123456789, see https://x.co/1: 30 days late"
    assert masked(text).startswith("Write to [e-mail] or ([…], order […], see [link]")
    for secret in ("ana@", "98765", "123456789", "x.co"):
        assert secret not in masked(text)
    assert "30 days" in masked(text)
