"""WebVTT cue text <-> plain text with marks: tokeniser and tree rules of the WebVTT specification, section 6.4.

One deliberate difference: where the specification throws *text* away (a stray `<` eats up to the next `>`), we keep it
and report it, because a transcript must not lose words.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from pipeline.formats.text import clean
from pipeline.model import Mark, MarkKind

_KINDS = {
    "c": None,
    "i": MarkKind.ITALIC,
    "b": MarkKind.BOLD,
    "u": MarkKind.UNDERLINE,
    "v": MarkKind.VOICE,
    "lang": MarkKind.LANG,
    "ruby": None,
    "rt": None,
}
_TAGS = {MarkKind.ITALIC: "i", MarkKind.BOLD: "b", MarkKind.UNDERLINE: "u", MarkKind.VOICE: "v", MarkKind.LANG: "lang"}
_NAME = re.compile(r"[^\s.]*")
_STAMP = re.compile(r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})\Z")
_CLASS_BAD = re.compile(r"[\s.<>&]+")
MAX_TAG = 2_000  # characters from `<` to `>`; what is longer is no tag
_FOREIGN = re.compile(
    r"/?(?:font|span|s|p|br|strong|em|div|a|c|i|b|u|v|lang|ruby|rt)(?:[\s./][^<]*)?\Z", re.IGNORECASE
)  # HTML, or WebVTT in capitals
_SPACE = re.compile(r"\s+")


class _Open:
    """An element whose end tag has not come yet."""

    __slots__ = ("annotation", "at", "base", "classes", "name", "order")

    def __init__(self, name: str, classes: str, annotation: str, at: int, order: int) -> None:
        self.name, self.classes, self.annotation, self.at, self.order = name, classes, annotation, at, order
        self.base = at  # ruby: where the base of the next reading starts


class _Tree:
    """Builds text and marks from tokens."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.size = 0
        self.stack: list[_Open] = []
        self.reading: list[str] | None = None  # inside <rt>
        self.marks: list[tuple[int, int, int, Mark]] = []  # start, -end, order, mark
        self.order = 0
        self.faults: list[str] = []

    def add(self, raw: str) -> None:
        plain = html.unescape(raw) if "&" in raw else raw
        plain = clean(plain)
        if self.reading is not None:
            self.reading.append(plain)
            return
        self.text.append(plain)
        self.size += len(plain)

    def open(self, name: str, classes: str, annotation: str) -> None:
        if name == "rt":
            if not self.stack or self.stack[-1].name != "ruby":
                self.faults.append("<rt> outside <ruby> is ignored")
                return
            self.reading = []
        self.order += 1
        self.stack.append(_Open(name, classes, annotation, self.size, self.order))

    def close(self, name: str) -> None:
        if self.stack and self.stack[-1].name == name:
            self._pop()
        elif name == "ruby" and len(self.stack) > 1 and self.stack[-1].name == "rt":
            self._pop()
            self._pop()
        else:
            self.faults.append(f"</{name}> without its start tag is ignored")

    def finish(self) -> None:
        while self.stack:
            self._pop()

    def _pop(self) -> None:
        item = self.stack.pop()
        if item.name == "rt":
            reading, self.reading = "".join(self.reading or ()), None
            ruby = self.stack[-1]
            self._mark(ruby.base, self.size, MarkKind.RUBY, reading, ruby.order, empty=True)
            ruby.base = self.size
            return
        if self.reading is not None:
            return  # a tag inside <rt>: readings are plain
        kind = _KINDS[item.name]
        if kind in (MarkKind.VOICE, MarkKind.LANG):
            if item.annotation:
                self._mark(item.at, self.size, kind, item.annotation, item.order)
        elif kind is not None:
            self._mark(item.at, self.size, kind, "", item.order)
        if item.classes:
            self._mark(item.at, self.size, MarkKind.CLASS, item.classes, item.order)

    def _mark(self, start: int, end: int, kind: MarkKind, value: str, order: int, *, empty: bool = False) -> None:
        if start < end or empty:
            self.marks.append((start, -end, order, Mark(start, end, kind, value)))

    def stamp(self, ms: int) -> None:
        self.order += 1
        self.marks.append((self.size, -self.size, self.order, Mark(self.size, self.size, MarkKind.TIME, str(ms))))


def parse(raw: str) -> tuple[str, tuple[Mark, ...], tuple[str, ...]]:
    """`(text, marks, faults)` of a cue's payload; faults say in words what was ignored or kept as plain text.

    >>> parse("<v Ann>Hi <i>all</i>")  # doctest: +NORMALIZE_WHITESPACE
    ('Hi all', (Mark(start=0, end=6, kind=<MarkKind.VOICE: 'voice'>, value='Ann'),
    Mark(start=3, end=6, kind=<MarkKind.ITALIC: 'italic'>, value='')), ())
    >>> parse("<ruby>漢字<rt>かんじ</rt></ruby>です")[:2]
    ('漢字です', (Mark(start=0, end=2, kind=<MarkKind.RUBY: 'ruby'>, value='かんじ'),))
    >>> parse("1 < 2 &amp; 3")[0]
    '1 < 2 & 3'
    """
    if "<" not in raw:
        tree = _Tree()
        tree.add(raw)
        return "".join(tree.text), (), ()
    tree, at, size = _Tree(), 0, len(raw)
    end = -1
    while at < size:
        start = raw.find("<", at)
        if start < 0:
            tree.add(raw[at:])
            break
        if start > at:
            tree.add(raw[at:start])
        if end < start:  # the nearest `>` is looked for once, not from every `<`
            end = raw.find(">", start)
            end = end if end >= 0 else size
        at = _tag(tree, raw, start, end) if end - start <= MAX_TAG else _kept(tree, raw, start)
    tree.finish()
    tree.marks.sort(key=lambda row: row[:3])
    return "".join(tree.text), tuple(row[3] for row in tree.marks), tuple(dict.fromkeys(tree.faults))


def _tag(tree: _Tree, raw: str, start: int, end: int) -> int:
    """Handle the tag in `raw[start:end]` and return where to go on."""
    body = raw[start + 1 : end]
    after = end + 1
    if body.startswith("/"):
        if body[1:] in _KINDS:
            tree.close(body[1:])
            return after
        return _other(tree, raw, start, end)
    stamp = _STAMP.match(body) if body[:1].isdigit() else None
    if stamp:
        hour, minute, second, milli = (int(part or 0) for part in stamp.groups())
        tree.stamp(((hour * 60 + minute) * 60 + second) * 1000 + milli)
        return after
    start_tag = _start_tag(body)
    if start_tag is None:
        return _other(tree, raw, start, end)
    name, classes, annotation, closed = start_tag
    tree.open(name, classes, annotation)
    if closed:
        return after
    tree.faults.append(f"<{name}…> is not closed by '>'")
    after = start + 1 + next((at for at, char in enumerate(body) if char.isspace()), len(body))
    return after + (1 if raw[after : after + 1].isspace() else 0)


@lru_cache(maxsize=512)
def _start_tag(body: str) -> tuple[str, str, str, bool] | None:
    """`(name, classes, annotation, whole)` of a start tag's inside; None when it is no WebVTT tag.

    `whole` is False when the tag swallowed what must be text: its `>` is missing.
    """
    found = _NAME.match(body)
    name = found.group() if found else ""
    if name not in _KINDS:
        return None
    rest = body[len(name) :]
    head = re.match(r"\S*", rest)
    classes = _classes(".".join(part for part in (head.group() if head else "").split(".") if part))
    annotation = rest[head.end() if head else 0 :]
    if name not in ("v", "lang") and "<" in annotation:
        return name, classes, "", False
    return name, classes, _SPACE.sub(" ", clean(html.unescape(annotation))).strip(), True


@lru_cache(maxsize=512)
def _classes(text: str) -> str:
    if not text:
        return ""
    return ".".join(
        part for part in (_CLASS_BAD.sub("", clean(html.unescape(item))) for item in text.split(".")) if part
    )


def _kept(tree: _Tree, raw: str, start: int) -> int:
    """A `<` without a tag is text."""
    tree.faults.append(f"{raw[start : start + 30]!r} opens no WebVTT tag and is kept as text")
    tree.add("<")
    return start + 1


def _other(tree: _Tree, raw: str, start: int, end: int) -> int:
    """A `<` that opens no WebVTT tag: a foreign tag is dropped as the specification says, anything else is text."""
    body = raw[start + 1 : end]
    if end < len(raw) and _FOREIGN.match(body):
        tree.faults.append(f"<{body[:30]}> is no WebVTT tag and is ignored")
        return end + 1
    return _kept(tree, raw, start)


# ------------------------------------------------------------------------------------------------------ writing


def serialise(text: str, marks: Iterable[Mark]) -> str:
    """The payload that `parse` reads back as this text and these marks (empty spans vanish).

    >>> serialise("Hi all", [Mark(0, 6, MarkKind.VOICE, "Ann"), Mark(3, 6, MarkKind.ITALIC)])
    '<v Ann>Hi <i>all</i></v>'
    >>> serialise("やあ", [Mark(0, 2, MarkKind.LANG, "ja"), Mark(0, 2, MarkKind.CLASS, "ja")])
    '<lang.ja ja>やあ</lang>'
    >>> serialise("a --> b & <script>", [])
    'a --&gt; b &amp; &lt;script&gt;'
    """
    spans = _spans(marks)
    if not spans:
        return _escape(text)
    out: list[str] = []
    stack: list[_Span] = []
    edges = sorted({0, len(text), *(span.start for span in spans), *(span.end for span in spans)})
    starts: dict[int, list[_Span]] = {}
    for span in spans:
        starts.setdefault(span.start, []).append(span)
    for at, edge in enumerate(edges):
        _close(stack, edge, out)
        for span in starts.get(edge, ()):
            out.append(span.head)
            if span.start == span.end:
                out.append(span.tail)
            else:
                stack.append(span)
        if at + 1 < len(edges):
            out.append(_escape(text[edge : edges[at + 1]]))
    return "".join(out)


def normal(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """The marks as they come back after writing: empty spans and empty values gone, labels in one line, sorted."""
    kept = []
    for mark in marks:
        value = _value(mark)
        if value != mark.value:
            mark = replace(mark, value=value)
        valued = mark.value or mark.kind not in (MarkKind.VOICE, MarkKind.LANG, MarkKind.CLASS)
        if valued and (mark.start < mark.end or mark.kind in (MarkKind.TIME, MarkKind.RUBY)):
            kept.append(mark)
    return tuple(sorted(kept, key=lambda mark: (mark.start, -mark.end)))


@lru_cache(maxsize=512)
def _label(text: str) -> str:
    return _SPACE.sub(" ", clean(text)).strip()


def _value(mark: Mark) -> str:
    if mark.kind in (MarkKind.VOICE, MarkKind.LANG):
        return _label(mark.value)
    if mark.kind is MarkKind.CLASS:
        return _classes(mark.value)
    return clean(mark.value) if mark.kind is MarkKind.RUBY else mark.value


class _Span:
    __slots__ = ("end", "head", "reopen", "start", "tail")

    def __init__(self, start: int, end: int, head: str, tail: str, reopen: str = "") -> None:
        self.start, self.end, self.head, self.tail, self.reopen = start, end, head, tail, reopen or head


def _close(stack: list[_Span], edge: int, out: list[str]) -> None:
    """Close what ends at `edge`; spans that cross it are closed too and opened again."""
    if not any(span.end <= edge for span in stack):
        return
    lowest = next(at for at, span in enumerate(stack) if span.end <= edge)
    crossing = [span for span in stack[lowest:] if span.end > edge]
    for span in reversed(stack[lowest:]):
        out.append(span.tail)
    del stack[lowest:]
    for span in crossing:
        out.append(span.reopen)
        stack.append(span)


def _spans(marks: Iterable[Mark]) -> list[_Span]:
    ordered = sorted(marks, key=lambda mark: (mark.start, -mark.end))
    spans: list[_Span] = []
    skip = False
    for at, mark in enumerate(ordered):
        if skip:
            skip = False
            continue
        if mark.kind is MarkKind.TIME:
            spans.append(_Span(mark.start, mark.end, f"<{_stamp(int(mark.value))}>", ""))
            continue
        if mark.kind is MarkKind.RUBY:
            tail = f"<rt>{_escape(clean(mark.value))}</rt></ruby>"
            spans.append(_Span(mark.start, mark.end, "<ruby>", tail))
            continue
        if mark.start == mark.end:
            continue
        if mark.kind is MarkKind.CLASS:
            classes = _classes(mark.value)
            if classes:
                spans.append(_Span(mark.start, mark.end, f"<c.{classes}>", "</c>"))
            continue
        follower = ordered[at + 1] if at + 1 < len(ordered) else None
        classes = ""
        if follower and follower.kind is MarkKind.CLASS and (follower.start, follower.end) == (mark.start, mark.end):
            classes, skip = _classes(follower.value), True
        label = _label(mark.value) if mark.kind in (MarkKind.VOICE, MarkKind.LANG) else ""
        if mark.kind in (MarkKind.VOICE, MarkKind.LANG) and not label and not classes:
            continue
        tag = _TAGS[mark.kind]
        head = tag + (f".{classes}" if classes else "") + (f" {_escape(label)}" if label else "")
        spans.append(_Span(mark.start, mark.end, f"<{head}>", f"</{tag}>"))
    return spans


def _stamp(ms: int) -> str:
    from pipeline.timecode import clock

    return clock(ms)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
