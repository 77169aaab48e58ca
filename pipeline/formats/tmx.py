"""TMX 1.4b: the aligned sentences, for any translation memory. Ids, times and speakers stand in `prop`."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.errors import FormatError
from pipeline.formats import xml
from pipeline.formats.tsv import Row
from pipeline.formats.xml import Node, escape, quoted

MEDIA_TYPE = "application/x-tmx+xml"
_PROPS = ("speaker", "start_ms", "end_ms", "first_cue", "last_cue", "flags")


def write(rows: Iterable[Row], *, source: str, version: str) -> str:
    """The rows as translation units; a row without both languages is left out."""
    out = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<tmx version="1.4">',
        f'  <header creationtool="nijimaku" creationtoolversion={quoted(version)} segtype="sentence"'
        f' o-tmf="nijimaku" adminlang="en" srclang="{source}" datatype="plaintext"/>',
        "  <body>",
    ]
    for row in rows:
        if not (row.en.strip() and row.ja.strip()):
            continue
        out.append(f"    <tu tuid={quoted(row.id)}>")
        for name in _PROPS:
            value = str(getattr(row, name))
            if value:
                out.append(f'      <prop type="x-{name.replace("_", "-")}">{escape(value)}</prop>')
        for lang, text in (("en", row.en), ("ja", row.ja)):
            out.append(f'      <tuv xml:lang="{lang}"><seg>{escape(text)}</seg></tuv>')
        out.append("    </tu>")
    return "\n".join([*out, "  </body>", "</tmx>", ""])


def pairs(text: str, *, name: str = "sentences.tmx") -> tuple[tuple[str, str, str], ...]:
    """`(id, en, ja)` of each unit of any TMX file, also of a translation memory tool's; the id may be empty."""
    found = []
    for unit in _units(text, name):
        texts = _texts(unit)
        found.append((unit.get("tuid"), texts.get("en", ""), texts.get("ja", "")))
    return tuple(found)


def _units(text: str, name: str) -> tuple[Node, ...]:
    root = xml.parse(text.lstrip("\ufeff"), name=name)
    if root.tag != "tmx":
        raise FormatError(f"not a TMX file: its root is <{root.tag[:40]}>", where=name)
    return tuple(root.all("tu"))


def _texts(unit: Node) -> dict[str, str]:
    texts = {}
    for variant in unit.all("tuv"):
        segment = variant.find("seg")
        language = variant.get("lang", xml.XML) or variant.get("lang")
        texts[language.lower()[:2]] = segment.text() if segment else ""
    return texts


def read(text: str, *, name: str = "sentences.tmx") -> tuple[Row, ...]:
    """The units of a file that `write` made as rows. Raises FormatError."""
    rows = []
    for unit in _units(text, name):
        props = {node.get("type").removeprefix("x-").replace("-", "_"): node.text() for node in unit.all("prop")}
        texts = _texts(unit)
        try:
            row = Row(
                id=unit.get("tuid"),
                speaker=props.get("speaker", ""),
                start_ms=int(props["start_ms"]),
                end_ms=int(props["end_ms"]),
                first_cue=int(props["first_cue"]),
                last_cue=int(props["last_cue"]),
                en=texts.get("en", ""),
                ja=texts.get("ja", ""),
                flags=props.get("flags", ""),
            )
        except (KeyError, ValueError) as error:
            raise FormatError(f"a unit without its times: {error}", where=f"{name}:{unit.line}") from None
        rows.append(row)
    return tuple(rows)


def read_pairs(text: str, *, source: str, target: str, name: str = "memory.tmx") -> tuple[tuple[str, str], ...]:
    """`(source, target)` texts of any TMX file's units that hold both languages, in order. Raises FormatError."""
    root = xml.parse(text.lstrip("\ufeff"), name=name)
    if root.tag != "tmx":
        raise FormatError(f"not a TMX file: its root is <{root.tag[:40]}>", where=name)
    pairs = []
    for unit in root.all("tu"):
        texts: dict[str, str] = {}
        for variant in unit.all("tuv"):
            segment = variant.find("seg")
            lang = (variant.get("lang", xml.XML) or variant.get("lang")).lower()[:2]
            if segment and segment.text().strip():
                texts.setdefault(lang, segment.text())
        if source in texts and target in texts:
            pairs.append((texts[source], texts[target]))
    return tuple(pairs)


def write_pairs(pairs: Iterable[tuple[str, str]], *, source: str, target: str, version: str) -> str:
    """A TMX file of `(source, target)` texts, without times."""
    out = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<tmx version="1.4">',
        f'  <header creationtool="nijimaku" creationtoolversion={quoted(version)} segtype="sentence"'
        f' o-tmf="nijimaku" adminlang="en" srclang="{source}" datatype="plaintext"/>',
        "  <body>",
    ]
    for first, second in pairs:
        segments = "".join(
            f'<tuv xml:lang="{lang}"><seg>{escape(text)}</seg></tuv>'
            for lang, text in ((source, first), (target, second))
        )
        out.append(f"    <tu>{segments}</tu>")
    return "\n".join([*out, "  </body>", "</tmx>", ""])
