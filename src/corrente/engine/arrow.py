"""Between Arrow and what the models see: lookups on their way in, cells on their way out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from corrente.core.count import Cells, Lookup
from corrente.core.words import Phrase
from corrente.engine.failures import not_whole

_NULL = Phrase("It has empty places where a number belongs.", "Há lugares vazios onde deveria haver um número.")
_LARGE = Phrase("A number in it does not fit 64 bits.", "Um número dela não cabe em 64 bits.")
_BROKEN = Phrase("It holds numbers that are not whole.", "Há números que não são inteiros.")

_UPLOADED: tuple[tuple[Callable[[pa.DataType], bool], pa.DataType], ...] = (
    (pa.types.is_integer, pa.int64()),
    (pa.types.is_boolean, pa.int64()),
    (pa.types.is_floating, pa.float64()),
    (pa.types.is_string, pa.string()),
    (pa.types.is_large_string, pa.string()),
)


def lookup_table(lookup: Lookup) -> pa.Table:
    """A lookup as an Arrow table of BIGINT, DOUBLE and VARCHAR columns.

    Raises ``ValueError`` where the columns differ in length, or an empty column does not say its type by being an
    array with a dtype.
    """
    arrays = {name: _upload(name, values) for name, values in lookup.items()}
    if len({len(array) for array in arrays.values()}) != 1:
        raise ValueError("a lookup's columns must be of one length")
    return pa.table(arrays)


def whole_array(values: Sequence[int] | NDArray[Any]) -> pa.Array[Any]:
    """Whole numbers as BIGINT; not by ``pa.array()``, which imports pandas: as slow as many counts."""
    numbers = np.ascontiguousarray(values, dtype=np.int64)
    array: pa.Array[Any] = pa.Array.from_buffers(pa.int64(), len(numbers), [None, pa.py_buffer(numbers.tobytes())])
    return array


def text_array(values: Sequence[str | None]) -> pa.Array[Any]:
    """Texts as VARCHAR, None as null; without ``pa.array()``, as in `whole_array`."""
    encoded = [(value or "").encode() for value in values]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
    known = np.packbits(np.array([value is not None for value in values], dtype=bool), bitorder="little")
    buffers: list[Any] = [pa.py_buffer(part) for part in (known.tobytes(), ends.tobytes(), b"".join(encoded))]
    array: pa.Array[Any] = pa.Array.from_buffers(pa.large_string(), len(encoded), buffers)
    return array


def _upload(name: str, values: Sequence[object] | NDArray[Any]) -> pa.Array[Any]:
    array: Any = pa.array(_plain(values))
    kept = next((to for is_kind, to in _UPLOADED if is_kind(array.type)), None)
    if kept is None:
        raise ValueError(f"lookup column {name!r} must hold whole numbers, numbers or texts, not {array.type}")
    uploaded: pa.Array[Any] = array.cast(kept)
    return uploaded


def _plain(values: Sequence[object] | NDArray[Any]) -> Any:
    if isinstance(values, np.ndarray) and values.dtype.kind in "OU":
        return pa.array(values.tolist(), pa.string())
    return values


def cells(table: pa.Table) -> Cells:
    """The columns of a count's result: whole numbers as int64, texts as objects.

    Raises `EngineError` for a number that is null, not whole, or does not fit 64 bits.
    """
    return {name: _column(name, table.column(name)) for name in table.column_names}


def _column(name: str, column: pa.ChunkedArray[Any]) -> NDArray[np.generic]:
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type) or pa.types.is_binary(column.type):
        return np.array([_text(value) for value in column.to_pylist()] or [], dtype=object)
    if column.null_count:
        raise not_whole(name, _NULL)
    if pa.types.is_null(column.type):
        return np.empty(0, dtype=np.int64)
    if pa.types.is_floating(column.type):
        raise not_whole(name, _BROKEN)
    if pa.types.is_integer(column.type) or (pa.types.is_decimal(column.type) and column.type.scale == 0):
        return _whole_column(name, column)
    numbers: list[Any] = column.to_pylist()
    return whole(name, numbers)


def _whole_column(name: str, column: pa.ChunkedArray[Any]) -> NDArray[np.int64]:
    try:
        chunks = column.cast(pa.int64()).chunks or [pa.array([], pa.int64())]
    except pa.ArrowInvalid as error:
        raise not_whole(name, _LARGE) from error
    # Not to_numpy(): it imports pandas where pandas is installed, which takes as long as many counts.
    return np.array(np.from_dlpack(pa.concat_arrays(chunks)))


def _text(value: str | bytes | None) -> str | None:
    return value.decode() if isinstance(value, bytes) else value


def whole(name: str, values: Sequence[int | bool | Decimal]) -> NDArray[np.int64]:
    """Python's own numbers as int64, to the last digit; raises `EngineError` where they do not fit."""
    integers = [int(value) for value in values]
    if any(integer != value for integer, value in zip(integers, values, strict=True)):
        raise not_whole(name, _BROKEN)
    try:
        return np.array(integers, dtype=np.int64)
    except OverflowError as error:
        raise not_whole(name, _LARGE) from error


def lookup_tables(lookups: Mapping[str, Lookup]) -> dict[str, pa.Table]:
    """All lookups of a statement as Arrow tables, by name."""
    return {name: lookup_table(lookup) for name, lookup in lookups.items()}


def stream(schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> pa.RecordBatchReader:
    """Batches of any engine as a stream of the same few types: BIGINT, DOUBLE and VARCHAR."""
    plain = pa.schema([(field.name, _plain_type(field.type)) for field in schema])
    return pa.RecordBatchReader.from_batches(plain, (batch.cast(plain) for batch in batches))


def _plain_type(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_floating(kind) or (pa.types.is_decimal(kind) and kind.scale > 0):
        return pa.float64()
    if pa.types.is_integer(kind) or pa.types.is_decimal(kind) or pa.types.is_boolean(kind):
        return pa.int64()
    return pa.string()
