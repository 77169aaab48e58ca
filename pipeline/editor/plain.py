"""Between requests and nouns: rows and terms as plain data, and the careful reading of what a request sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pipeline.codec import from_data, to_data
from pipeline.errors import PipelineError
from pipeline.glossary.revision import term_revision
from pipeline.glossary.workflow import allowed, changed_fields
from pipeline.model import Term
from pipeline.review.items import Item


class NotHere(PipelineError):
    """There is no such episode, sentence or term."""


class BadRequest(PipelineError):
    """A request that makes no sense."""


def brief(row: Item) -> dict[str, Any]:
    """A row as the queue shows it."""
    return {
        "episode": row.episode_id, "id": row.sentence_id, "position": row.position, "speaker": row.speaker,
        "start_ms": row.start_ms, "end_ms": row.end_ms, "source": row.source, "target": row.target,
        "state": str(row.state), "who": row.who, "revision": row.revision, "weight": round(row.weight, 1),
        "reasons": [{"code": item.code, "detail": item.detail} for item in row.reasons],
    }  # fmt: skip


def term_data(term: Term) -> dict[str, Any]:
    """A term as plain data with its revision and open moves."""
    base: dict[str, Any] = {"status": "proposed", "variants": [], "forbidden": [], "accepted": [], **to_data(term)}
    return {**base, "revision": term_revision(term), "moves": [str(action) for action in allowed(term.status)]}


def side_by_side(mine: Term | None, theirs: Term | None) -> list[dict[str, Any]]:
    """The fields in which two versions of a term differ."""
    one, two = (to_data(term) if term else {} for term in (mine, theirs))
    return [
        {"field": name, "mine": one.get(name, ""), "theirs": two.get(name, "")} for name in changed_fields(mine, theirs)
    ]


_TERM_FIELDS = frozenset(
    "source target type variants forbidden accepted do_not_translate case_sensitive scope first_mention reading "
    "definition_en definition_ja note".split()
)


def term_of(data: Any, term_id: str) -> Term:
    if not isinstance(data, dict):
        raise BadRequest("the term is no table")
    known = _TERM_FIELDS
    kept = {key: value for key, value in data.items() if key in known}
    kept.setdefault("type", "Concept")
    try:
        found: Term = from_data(Term, {**kept, "id": term_id or "new"}, "term")
    except (ValueError, TypeError) as error:
        raise BadRequest(str(error)) from None
    return found


def text_in(data: Mapping[str, Any], name: str, longest: int = 400) -> str:
    value = data.get(name, "")
    if not isinstance(value, str) or len(value) > longest or re.search(r"[\ud800-\udfff\0]", value):
        raise BadRequest(f"{name} is no text of at most {longest} characters")
    return value


def choice(kind: Any, value: str) -> Any:
    try:
        return kind(value)
    except ValueError:
        raise BadRequest(f"no move {value!r}") from None


def number(value: str | None, default: int, largest: int) -> int:
    if value is None or value == "":
        return default
    if not value.isascii() or not value.isdecimal() or len(value) > 9:
        raise BadRequest("a page is asked for by whole numbers")
    return min(int(value), largest)
