"""English sentences out of folders of documentation and books, for benchmarks/train_gaps.py.

Reads paragraphs of HTML (`.html`), of plain text and Markdown (`.txt`, `.md`, `.rst`), conversations of
chatterbot-corpus (`.yml`), talk written as `speaker<TAB>sentence` (`.tsv`) and the strings of R data (`.rdb`).
Standard library alone.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

SUFFIXES = (".html", ".txt", ".md", ".rst", ".yml", ".tsv", ".rdb")
_SKIPPED = frozenset({"pre", "script", "style", "head", "nav", "table", "footer", "button", "svg"})
_SENTENCE = re.compile(r"(?<=[.?!])[\"'”’)]*\s+(?=[\"'“‘(]*[A-Z])")
_ABBREVIATION = re.compile(r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|St|Prof|vs|e\.g|i\.e|etc|cf|Fig|No|Sec|approx)\.$")
# Written forms and what is said instead: the talk of a podcast has these nearly always.
_SAID = (
    ("it is", "it's"), ("that is", "that's"), ("there is", "there's"), ("what is", "what's"), ("here is", "here's"),
    ("we are", "we're"), ("they are", "they're"), ("you are", "you're"), ("i am", "I'm"), ("i have", "I've"),
    ("we have", "we've"), ("you will", "you'll"), ("we will", "we'll"), ("it will", "it'll"), ("let us", "let's"),
    ("do not", "don't"), ("does not", "doesn't"), ("did not", "didn't"), ("is not", "isn't"), ("are not", "aren't"),
    ("was not", "wasn't"), ("cannot", "can't"), ("could not", "couldn't"), ("will not", "won't"),
    ("would not", "wouldn't"), ("have not", "haven't"), ("has not", "hasn't"),
)  # fmt: skip
_SPOKEN = dict(_SAID)
_WRITTEN = re.compile(r"\b(" + "|".join(_SPOKEN) + r")\b(?=\s+[a-z])", re.IGNORECASE)


class _Paragraphs(HTMLParser):
    """The text of `p`, `li` and `dd` elements, code blocks and navigation left out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.skipped = 0
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in _SKIPPED:
            self.skipped += 1
        elif tag in ("p", "li", "dd", "div", "h1", "h2", "h3", "h4", "ul", "ol", "dl"):
            self.close_paragraph()

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self.skipped = max(0, self.skipped - 1)
        elif tag in ("p", "li", "dd", "div", "h1", "h2", "h3", "h4"):
            self.close_paragraph()

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.text.append(data)

    def close_paragraph(self) -> None:
        text = " ".join("".join(self.text).split())
        self.text = []
        if text:
            self.found.append(text)


def _paragraphs(path: Path) -> Iterator[str]:
    if path.suffix == ".rdb":
        yield from _strings(path.read_bytes())
        return
    text = path.read_text(encoding="utf-8", errors="ignore")
    if path.suffix == ".html":
        parser = _Paragraphs()
        parser.feed(text)
        parser.close_paragraph()
        yield from parser.found
    elif path.suffix == ".tsv":
        yield from (line.partition("\t")[2] for line in text.splitlines())
    elif path.suffix == ".yml":
        yield from (line.strip(" -'\"") for line in re.sub(r"\n {4,}(?=\S)", " ", text).splitlines())
    else:
        for block in re.split(r"\n\s*\n", text):
            if not block.startswith(("    ", "\t", "```", "|", "..")):
                yield " ".join(block.split())


def _strings(data: bytes) -> Iterator[str]:
    """Paragraphs of the character vectors in a lazy-load database of R: zlib blocks of serialised strings."""
    for start in (match.start() for match in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", data)):
        try:
            block = zlib.decompressobj().decompress(data[start:])
        except zlib.error:
            continue
        lines: list[str] = []
        at = 0
        while (at := block.find(b"\x00\x04\x00\x09", at)) >= 0:
            size = int.from_bytes(block[at + 4 : at + 8], "big", signed=True)
            if 0 <= size < 200:
                lines.append(block[at + 8 : at + 8 + size].decode("utf-8", "ignore"))
            at += 8 + max(0, min(size, 200))
        for paragraph in "\n".join(lines).split("\n\n"):
            yield " ".join(paragraph.split())


def _good(sentence: str) -> bool:
    """True for a sentence of ordinary words with a mark at its end."""
    words = sentence.split()
    plain = sum(bool(re.fullmatch(r"[\"'“‘(]*[A-Za-z]+(?:[-'’][A-Za-z]+)*[.,;:?!\"'”’)…—-]*", word)) for word in words)
    return 1 <= len(words) <= 60 and plain >= 0.85 * len(words) and sentence.rstrip("\"'”’)")[-1:] in (".", "?", "!")


def sentences(path: Path) -> Iterator[str]:
    """The sentences of one file, in order, with their marks."""
    for paragraph in _paragraphs(path):
        pending = ""
        for part in _SENTENCE.split(paragraph):
            pending = f"{pending} {part}".strip()
            if _ABBREVIATION.search(pending):
                continue
            if _good(pending):
                yield pending
            pending = ""


def files(sources: list[Path]) -> list[Path]:
    """The readable files under some folders (or files themselves), sorted."""
    found: list[Path] = []
    for source in sources:
        every = [source] if source.is_file() else sorted(source.rglob("*"))
        found += [path for path in every if path.suffix in SUFFIXES and path.is_file()]
    return found


def as_said(sentence: str, chance: random.Random, share: float) -> str:
    """The sentence with a share of its written forms contracted, as they are said.

    >>> as_said("It is not clear that they are here.", random.Random(1), 1.0)
    "It's not clear that they're here."
    """

    def contracted(match: re.Match[str]) -> str:
        written = match.group()
        if chance.random() >= share:
            return written
        said = _SPOKEN[written.lower()]
        return said[0].upper() + said[1:] if written[0].isupper() else said

    return _WRITTEN.sub(contracted, sentence)
