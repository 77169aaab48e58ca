"""Bytes to text, and text no format can choke on."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import replace

from pipeline.model import Mark, MarkKind

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
GUESSED = frozenset({"cp932", "euc_jp", "gb18030", "cp1252", "latin-1", "utf-8 with faults", "utf-16-le", "utf-16-be"})
_BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_HALF_KANA = re.compile("[\uff61-\uff9f]")
_HAN = re.compile("[\u4e00-\u9fff]")
_MOJIBAKE = re.compile("[\u00c2-\u00f4][\u0080-\u00bf]")


def clean(text: str) -> str:
    """The text with NUL, other control characters and lone surrogates as U+FFFD: every format can hold the rest.

    As long as before, so offsets into it stay right.

    >>> clean("a\\x00b\\ud800")
    'a\\ufffdb\\ufffd'
    """
    return _BAD.sub("\ufffd", text.replace("\r", "\n"))


def whole(text: str) -> str:
    """A file's text ready to scan: line ends `\n`, no byte order mark, nothing no format can hold."""
    return clean(text.lstrip("\ufeff").replace("\r\n", "\n"))


def lines_of(text: str) -> list[str]:
    """Lines split at `\\n` alone: what str.splitlines takes for an end (U+2028, VT, FF) is text here."""
    return text.split("\n")


def drop_lines(
    text: str, marks: tuple[Mark, ...], gone: Callable[[str], bool], *, strip: bool = False
) -> tuple[str, tuple[Mark, ...]]:
    """The cleaned text without lines that are `gone` (`strip`: without blanks at its ends), marks moved along.

    >>> drop_lines("a\\n\\nb\\n", (Mark(3, 4, MarkKind.BOLD),), lambda line: not line)
    ('a\\nb', (Mark(start=2, end=3, kind=<MarkKind.BOLD: 'bold'>, value=''),))
    """
    tidy = clean(text)
    if "\n" not in tidy and not gone(tidy) and (not strip or tidy == tidy.strip()):
        return tidy, marks
    lines = tidy.split("\n")
    left = len(tidy) - len(tidy.lstrip()) if strip else 0
    right = len(tidy.rstrip()) if strip else len(tidy)
    if left == 0 and right == len(tidy) and not (len(lines) > 1 and any(gone(line) for line in lines)):
        return (tidy if not (len(lines) == 1 and gone(tidy)) else ""), marks if tidy and not gone(tidy) else ()
    kept = bytearray(len(tidy))
    at = 0
    for line in lines:
        if not gone(line):
            kept[at : at + len(line) + 1] = b"\x01" * min(len(line) + 1, len(tidy) - at)
        at += len(line) + 1
    for at in range(len(tidy)):
        if at < left or at >= right:
            kept[at] = 0
    moved = [0]
    for flag in kept:
        moved.append(moved[-1] + flag)
    out = "".join(char for char, flag in zip(tidy, kept, strict=True) if flag)
    out = out.removesuffix("\n")
    size = len(out)
    ours = (replace(mark, start=min(moved[mark.start], size), end=min(moved[mark.end], size)) for mark in marks)
    return out, tuple(mark for mark in ours if mark.start < mark.end or mark.kind in (MarkKind.TIME, MarkKind.RUBY))


def decode(data: bytes) -> tuple[str, str]:
    """`(text, encoding)` of a file's bytes: byte order marks gone, every line end `\\n`.

    Tried in order: a byte order mark, UTF-8, UTF-16 without a mark, UTF-8 with single faults, then Japanese and
    Chinese encodings by what letters they give, then Windows-1252. Those in `GUESSED` deserve a finding.

    >>> decode("二字幕".encode("cp932"))
    ('二字幕', 'cp932')
    >>> decode(b"\\xef\\xbb\\xbfa\\r\\nb\\rc")
    ('a\\nb\\nc', 'utf-8-sig')
    """
    text, encoding = _decode(data)
    return text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), encoding


def looks_double_encoded(text: str) -> bool:
    """True for text that was UTF-8, taken for Latin-1 and encoded again (`ã\\x81\\x82` for あ).

    >>> looks_double_encoded("あいうえおかきくけこ".encode().decode("latin-1")), looks_double_encoded("café déjà vu")
    (True, False)
    """
    pairs = len(_MOJIBAKE.findall(text))
    return pairs >= 10 and pairs * 4 > sum(1 for char in text if char > "\x7f")


def _decode(data: bytes) -> tuple[str, str]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace"), encoding
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if "\x00" not in text or not _wide(data):
            return text, "utf-8"
    return _without_mark(data)


def _wide(data: bytes) -> str:
    """The UTF-16 flavour whose high bytes are mostly zero, or empty."""
    head = data[:4096]
    if len(head) < 4:
        return ""
    even, odd = head[0::2].count(0) / len(head[0::2]), head[1::2].count(0) / len(head[1::2])
    if odd > 0.25 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.25 and odd < 0.05 else ""


def _without_mark(data: bytes) -> tuple[str, str]:
    wide = _wide(data)
    if wide:
        return data.decode(wide, "replace"), wide
    loose = data.decode("utf-8", "replace")
    faults, beyond = loose.count("\ufffd"), sum(1 for char in loose if char > "\x7f")
    if beyond and faults * 20 <= beyond:
        return loose, "utf-8 with faults"
    best = max(
        ((_east_asian(data, encoding), encoding) for encoding in ("euc_jp", "cp932", "gb18030")), key=lambda row: row[0]
    )
    if best[0] > 0.3:
        return _partial(data, best[1]), best[1]
    try:
        return data.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1"


def _partial(data: bytes, encoding: str) -> str:
    """Strict, but a character cut off by the end of the file is no fault."""
    return codecs.getincrementaldecoder(encoding)("strict").decode(data, False)


def _east_asian(data: bytes, encoding: str) -> float:
    """How much the decoded text looks like its language, 0 when it is not in this encoding at all.

    Kana rows are the same bytes in EUC-JP and GB 18030; Chinese text has none, so kana there speak for EUC-JP.
    """
    try:
        text = _partial(data, encoding)
    except UnicodeDecodeError:
        return 0.0
    beyond = sum(1 for char in text if char > "\x7f") or 1
    kana, half, han = len(_KANA.findall(text)), len(_HALF_KANA.findall(text)), len(_HAN.findall(text))
    if encoding == "gb18030":
        return max(0.0, (han - 5 * kana) / beyond) * 0.9
    return max(0.0, (2 * kana + han - 3 * half) / beyond) if kana or encoding == "cp932" else 0.0
