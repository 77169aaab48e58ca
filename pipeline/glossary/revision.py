"""Short hashes of what terms say: a glossary's revision and the revision of one term."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from pipeline.codec import to_data
from pipeline.model import Term


def revision(terms: Iterable[Term]) -> str:
    """Short hash of what the terms say, whatever their order."""
    return _hash("\n".join(sorted(_row(term) for term in terms)))


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
