"""How a database's failures are told: what happened, why, and what to do next, in both languages, without secrets."""

from __future__ import annotations

from corrente.core.errors import EngineError
from corrente.core.words import Form, Number, Phrase, phrase


def refused(engine: str, error: Exception) -> EngineError:
    """The database did not run what it was asked; its own first line says why."""
    return EngineError(
        phrase(
            "{engine} did not run what it was asked.",
            "O {engine} não executou o que foi pedido.",
            engine=engine,
        ),
        Phrase.same(reason(error)),
        Phrase(
            "Check that the tables are still there and that this user may read them.",
            "Confira se as tabelas ainda existem e se este usuário pode lê-las.",
        ),
    )


def unreachable(engine: str, where: str, error: Exception, secret: str | None = None) -> EngineError:
    """No connection to ``where`` (an address without its password); ``secret`` is cut out of the driver's words."""
    return EngineError(
        phrase(
            "No connection to {engine} at {where}.",
            "Não foi possível conectar ao {engine} em {where}.",
            engine=engine,
            where=where,
        ),
        Phrase.same(reason(error, secret)),
        Phrase(
            "Check the address under [engine] in corrente.toml, and that the server runs and accepts this user.",
            "Confira o endereço em [engine] no corrente.toml e se o servidor está no ar e aceita este usuário.",
        ),
    )


def not_installed(engine: str, extra: str) -> EngineError:
    """The driver of an engine is an optional part that is not here."""
    return EngineError(
        phrase(
            "The part that speaks to {engine} is not installed.",
            "O componente que fala com o {engine} não está instalado.",
            engine=engine,
        ),
        None,
        phrase(
            'Install it with: pip install "corrente[{extra}]"',
            'Instale com: pip install "corrente[{extra}]"',
            extra=extra,
        ),
    )


def unknown_url(scheme: str, known: str) -> EngineError:
    """The address of the engine begins with a word that no adapter knows."""
    return EngineError(
        phrase(
            "No engine is called {scheme}.",
            "Nenhum motor de dados se chama {scheme}.",
            scheme=scheme or "''",
        ),
        None,
        phrase(
            "Write an address that begins with one of: {known}.",
            "Escreva um endereço que comece com um destes: {known}.",
            known=known,
        ),
    )


def not_whole(column: str, why: Phrase) -> EngineError:
    """A column of a count came back as something else than whole numbers that fit 64 bits, or text."""
    return EngineError(
        phrase(
            "The count's column {column} cannot be used.",
            "A coluna {column} da contagem não pode ser usada.",
            column=column,
        ),
        why,
        Phrase(
            "If the data hold such large amounts, check their unit; otherwise please report this as an error.",
            "Se os dados têm valores tão grandes, confira a unidade; caso contrário, relate isto como um erro.",
        ),
    )


def too_many_cells(count: str, cells: int, bound: int) -> EngineError:
    """A count gave more rows than the bound it declares."""
    return EngineError(
        phrase(
            "The count {count} gave {cells} rows; at most {bound} were expected.",
            "A contagem {count} deu {cells} linhas; eram esperadas no máximo {bound}.",
            count=count,
            cells=Number(cells, Form.COUNT),
            bound=Number(bound, Form.COUNT),
        ),
        Phrase(
            "Some column has many more different values than such a table usually has.",
            "Alguma coluna tem muito mais valores diferentes do que uma tabela assim costuma ter.",
        ),
        Phrase(
            "Look for identifiers or free text in a column meant for categories, and for dates far off.",
            "Procure identificadores ou texto livre em colunas de categoria, e datas muito distantes.",
        ),
    )


def reason(error: Exception, secret: str | None = None) -> str:
    """The first line of a driver's words, cut to a readable length, without ``secret``."""
    text = str(error).strip() or type(error).__name__
    first = text.splitlines()[0][:300]
    return first.replace(secret, "***") if secret else first
