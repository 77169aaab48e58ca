"""Episode <-> JSON, driven by the nouns' own type hints; the source goes by name and hash.

Reading is strict: a wrong shape is one clear error that says where in the document it stands.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from pipeline.errors import StoreError
from pipeline.model import Episode, Source

SCHEMA = 1
_SKIPPED = {(Source, "data"), (Episode, "renderings")}


def to_data(value: Any) -> Any:
    """Plain JSON data of a noun; fields at their default are left out, so documents stay small."""
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        table: dict[str, Any] = {}
        for item in fields(value):
            if (type(value), item.name) in _SKIPPED:
                continue
            inner = getattr(value, item.name)
            if item.default is not MISSING and inner == item.default:
                continue
            table[item.name] = to_data(inner)
        return table
    if isinstance(value, tuple):
        return [to_data(inner) for inner in value]
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def from_data(kind: Any, data: Any, path: str = "episode") -> Any:
    """The noun of type `kind` in plain JSON data. Raises ValueError naming the path of the first fault."""
    try:
        return _reader(kind)(data)
    except (ValueError, TypeError, KeyError):
        return _explained(kind, data, path)  # the slow way knows where the fault is


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """How data of a type is read when nothing is wrong with it; made once a type."""
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        inner = _reader(next(arg for arg in args if arg is not type(None)))
        return lambda data: None if data is None else inner(data)
    if origin is tuple and len(args) == 2 and args[1] is Ellipsis:
        item = _reader(args[0])
        return lambda data: tuple([item(one) for one in _exact(list, data)])
    if origin is tuple or (isinstance(kind, type) and issubclass(kind, tuple)):
        items = [_reader(arg) for arg in (args if origin is tuple else _hints(kind).values())]
        made = tuple if origin is tuple else kind._make
        return lambda data: made([read(one) for read, one in zip(items, _exact(list, data), strict=True)])
    if is_dataclass(kind):
        readers: dict[str, Callable[[Any], Any]] = {}

        def record(data: Any) -> Any:
            if not readers:
                readers.update((name, _reader(hint)) for name, hint in _hints(cast(type, kind)).items())
            return cast(type, kind)(**{key: readers[key](value) for key, value in _exact(dict, data).items()})

        return record
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if kind is float:
        return lambda data: float(data) if type(data) is int else _exact(float, data)
    return lambda data: _exact(kind, data)


def _exact(kind: type, data: Any) -> Any:
    if type(data) is not kind:
        raise TypeError
    return data


def _explained(kind: Any, data: Any, path: str) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        if data is None:
            return None
        kind = next(arg for arg in get_args(kind) if arg is not type(None))
        return _explained(kind, data, path)
    if origin is tuple:
        return _tuple_from(kind, data, path)
    if isinstance(kind, type) and issubclass(kind, tuple):  # a NamedTuple
        hints = list(_hints(kind).values())
        if not isinstance(data, list) or len(data) != len(hints):
            raise ValueError(f"{path}: expected a list of {len(hints)}")
        return kind(
            *(_explained(hint, item, f"{path}[{at}]") for at, (hint, item) in enumerate(zip(hints, data, strict=True)))
        )
    if is_dataclass(kind):
        return _record_from(kind, data, path)
    if isinstance(kind, type) and issubclass(kind, Enum):
        try:
            return kind(data)
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from None
    if kind is float and isinstance(data, int) and not isinstance(data, bool):
        return float(data)
    if not isinstance(data, kind) or (kind is not bool and isinstance(data, bool)):
        raise ValueError(f"{path}: expected {kind.__name__}, got {type(data).__name__}")
    return data


def _tuple_from(kind: Any, data: Any, path: str) -> tuple[Any, ...]:
    if not isinstance(data, list):
        raise ValueError(f"{path}: expected a list")
    args = get_args(kind)
    if len(args) == 2 and args[1] is Ellipsis:
        return tuple(_explained(args[0], item, f"{path}[{at}]") for at, item in enumerate(data))
    if len(args) != len(data):
        raise ValueError(f"{path}: expected a list of {len(args)}")
    return tuple(_explained(arg, item, f"{path}[{at}]") for at, (arg, item) in enumerate(zip(args, data, strict=True)))


def _record_from(kind: Any, data: Any, path: str) -> Any:
    if not isinstance(data, dict):
        raise ValueError(f"{path}: expected a table")
    hints = _hints(kind)
    unknown = data.keys() - hints.keys()
    if unknown:
        raise ValueError(f"{path}: unknown field {min(unknown)!r}")
    values = {key: _explained(hints[key], value, f"{path}.{key}") for key, value in data.items()}
    try:
        return kind(**values)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{path}: {error}") from None


def dumps(episode: Episode) -> str:
    """The document as JSON text, ending with a newline; equal episodes give equal text."""
    return _lines({"schema": SCHEMA, "episode": to_data(episode)}, depth=4) + "\n"


def _lines(value: Any, *, depth: int) -> str:
    """JSON with one line an item down to `depth`, compact below: it reads and diffs well, and the fast encoder of the
    standard library does the bulk (its `indent` is many times slower)."""
    if depth and isinstance(value, dict) and value:
        inner = (f"{json.dumps(key)}: {_lines(item, depth=depth - 1)}" for key, item in value.items())
        return "{\n" + ",\n".join(inner) + "\n}"
    if depth and isinstance(value, list) and value:
        return "[\n" + ",\n".join(json.dumps(item, ensure_ascii=False) for item in value) + "\n]"
    return json.dumps(value, ensure_ascii=False)


def loads(text: str, *, name: str = "episode.json") -> Episode:
    """The episode in a JSON text. Raises StoreError naming the file and the place in it."""
    try:
        table = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", 0)
        raise StoreError(
            f"not a whole JSON document: {error}",
            where=f"{name}:{line}" if line else name,
            hint="run the episode again",
        ) from None
    schema = table.get("schema") if isinstance(table, dict) else None
    if schema != SCHEMA:
        raise StoreError(
            f"episode schema {schema!r}, this version reads {SCHEMA}", where=name, hint="run the episode again"
        )
    try:
        episode: Episode = from_data(Episode, table.get("episode"))
    except (ValueError, TypeError) as error:
        raise StoreError(f"damaged document: {error}", where=name, hint="run the episode again") from None
    return episode
