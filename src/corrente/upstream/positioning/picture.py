"""The perceptual map as a picture."""

from __future__ import annotations

from collections.abc import Iterator

from corrente.core.answer import Answer
from corrente.core.picture import Kind, Mark, Picture
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.upstream.positioning.estimate import Positioning
from corrente.upstream.positioning.plan import QUESTION


def map_picture(found: Positioning, finding: Phrase) -> Picture:
    """Brands with the outlines that hold 90%, and the attributes as directions."""
    shown = found.map.shown
    own = found.names.brands[found.own.place]
    return Picture(
        Kind.MAP,
        QUESTION.stream,
        finding,
        Phrase(
            "Brands near each other are rated alike; an attribute points to those rated high on it; outlines hold 90%",
            "Marcas próximas têm notas parecidas; cada atributo aponta para quem se destaca nele; contornos contêm 90%",
        ),
        phrase(
            "{n} brands as points with outlines in a plane that shows {share} of the differences between them; "
            "attributes are lines from the middle. {own} is at {x} across and {y} up.",
            "{n} marcas como pontos com contornos, em um plano que mostra {share} das diferenças entre elas; "
            "os atributos são linhas a partir do centro. {own} está em {x} na horizontal e {y} na vertical.",
            n=Number(len(found.names.brands), Form.COUNT),
            share=Number(float(shown.sum()), Form.SHARE),
            own=own,
            x=Number(float(found.map.brands[found.own.place, 0])),
            y=Number(float(found.map.brands[found.own.place, 1])),
        ),
        tuple(_marks(found)),
        _axis(2, float(shown[1])),
        Form.ROUGH,
        at_title=_axis(1, float(shown[0])),
        at_form=Form.ROUGH,
    )


def _axis(number: int, share: float) -> Phrase:
    return phrase(
        "Axis {n}: {share} of the differences",
        "Eixo {n}: {share} das diferenças",
        n=Number(number, Form.COUNT),
        share=Number(share, Form.SHARE),
    )


def _marks(found: Positioning) -> Iterator[Mark]:
    plane = found.map
    for b, brand in enumerate(found.names.brands):
        x, y = (float(v) for v in plane.brands[b])
        outline = tuple((float(at), float(value)) for at, value in plane.outlines[b])
        yield Mark(y, label=Phrase.same(brand), at=x, emphasis=b == found.own.place, outline=outline)
    reach = float(abs(plane.brands).max()) / max(float(abs(plane.attributes).max()), 1e-9)
    for k, attribute in enumerate(found.names.attributes):
        x, y = (float(v) * reach for v in plane.attributes[k])
        yield Mark(y, label=Phrase.same(attribute), at=x)


def figure(answer: Answer) -> Picture:
    """The picture that the answer carries. Raises ``ValueError`` where it has none."""
    if answer.figure is None:
        raise ValueError("the answer has no map")
    return answer.figure
