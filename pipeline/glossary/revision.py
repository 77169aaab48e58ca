"""Short hashes of what terms say: a glossary's revision and the revision of one term."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from pipeline.codec import to_data
from pipeline.model import Term


def revision(terms: Iterable[Term]) -> str:
    """Short hash of what the terms say, whatever their order: the sum of their rows' hashes, 16 hexadecimal digits."""
    return f"{sum(map(_number, terms)) % _SPAN:016x}"


def moved(before: str, gone: Iterable[Term], come: Iterable[Term]) -> str:
    """The revision after some rows went and others came, without looking at the rest.

    >>> from pipeline.model import Term, TermType
    >>> one, two = (Term(name, name, "x", TermType.CONCEPT) for name in "ab")
    >>> moved(revision([one]), [one], [two]) == revision([two])
    True
    """
    value = int(before or "0", 16) - sum(map(_number, gone)) + sum(map(_number, come))
    return f"{value % _SPAN:016x}"


_SPAN = 1 << 64


def _number(term: Term) -> int:
    return int(_hash(_row(term)), 16)


def term_revision(term: Term | None) -> str:
    """Short hash of one term, `absent` where there is none: what an editor's change says it was made about.

    >>> term_revision(None)
    'absent'
    """
    return "absent" if term is None else _hash(_row(term))


def _row(term: Term) -> str:
    return json.dumps(to_data(term), sort_keys=True, ensure_ascii=False)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
