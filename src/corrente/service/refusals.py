"""What the service says when it does not do what it was asked: what is wrong and what to do next, in both languages."""

from __future__ import annotations

import json
import math

from starlette.responses import Response

from corrente.core.words import Language, Phrase, phrase


class Refused(Exception):
    """A request that is not answered as asked. ``retry_after`` is in seconds, where trying again can help."""

    def __init__(self, status: int, error: Phrase, next: Phrase, retry_after: float | None = None) -> None:
        super().__init__(status, error.say(Language.EN))
        self.status, self.error, self.next, self.retry_after = status, error, next, retry_after

    def said(self, language: Language) -> dict[str, str]:
        """The body of the answer."""
        return {"error": self.error.say(language), "next": self.next.say(language)}

    @property
    def headers(self) -> dict[str, str]:
        """Its headers of its own."""
        return {} if self.retry_after is None else {"Retry-After": str(max(1, math.ceil(self.retry_after)))}


OPEN = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
"""What answers to browsers on any site carry: no cookie is read or set, so that there is nothing to be stolen."""


def answer(body: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """``body`` as JSON, readable from any page."""
    said = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace")
    return Response(said, status, {**OPEN, **headers} if headers else OPEN, "application/json")


def language_of(header: str) -> Language:
    """The language that a browser asks for first."""
    return Language.PT if header.strip().lower().startswith("pt") else Language.EN


def no_key() -> Refused:
    """Nothing says whose site this is."""
    return Refused(
        401,
        Phrase("The request carries no key that is known.", "O pedido não traz uma chave conhecida."),
        Phrase(
            "Send the site's key as ?key=, as writeKey in the body, or in the Authorization header.",
            "Envie a chave do site como ?key=, como writeKey no corpo ou no cabeçalho Authorization.",
        ),
    )


def wrong_kind(wanted: str) -> Refused:
    """The key opens something else."""
    return Refused(
        403,
        Phrase("This key does not open that.", "Essa chave não abre isso."),
        phrase("Use a {wanted} key.", "Use uma chave do tipo {wanted}.", wanted=wanted),
    )


def no_test(test: str) -> Refused:
    """The site has no test of that id."""
    return Refused(
        404,
        phrase("This site has no test “{test}”.", "Este site não tem o teste “{test}”.", test=test[:64]),
        Phrase("Check the test's id on its page.", "Confira o id do teste na página dele."),
    )


def too_large(most: int) -> Refused:
    """More bytes than are read."""
    return Refused(
        413,
        phrase("The body is larger than {most} bytes.", "O corpo passa de {most} bytes.", most=str(most)),
        Phrase("Send it in parts.", "Envie em partes."),
    )


def wrong_type() -> Refused:
    """Not JSON by its own words."""
    return Refused(
        415,
        Phrase("Only JSON is read here.", "Aqui só se lê JSON."),
        Phrase(
            "Send it as application/json, or as text/plain from a browser.",
            "Envie como application/json, ou como text/plain a partir de um navegador.",
        ),
    )


def malformed(because: Phrase) -> Refused:
    """Not what the reference describes."""
    return Refused(422, because, Phrase("See docs/reference/test-service.md.", "Veja docs/reference/test-service.md."))


def too_many(seconds: float) -> Refused:
    """More requests than are taken from one key or address."""
    return Refused(
        429,
        Phrase("Too many requests come from this key or address.", "Chegam pedidos demais dessa chave ou endereço."),
        Phrase("Try again after the seconds of Retry-After.", "Tente de novo após os segundos de Retry-After."),
        seconds,
    )


def unavailable() -> Refused:
    """The store cannot be written at the moment: nothing was acknowledged."""
    return Refused(
        503,
        Phrase("Nothing can be stored at the moment.", "No momento não é possível gravar."),
        Phrase(
            "Show the default and send it again later; what arrived twice counts once.",
            "Mostre a versão padrão e envie de novo mais tarde; o que chegar duas vezes conta uma.",
        ),
        1,
    )
