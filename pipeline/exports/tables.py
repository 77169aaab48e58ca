"""Exports made of sentences, turns and chapters: tables, transcripts, feeds, memories."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from pipeline import __version__, tracks
from pipeline.errors import FormatError
from pipeline.exports.files import written
from pipeline.exports.material import Made, Material
from pipeline.formats import documents, podcast, tmx, tsv, vtt
from pipeline.formats.podcast import Turn, flat
from pipeline.formats.text import clean
from pipeline.model import Cue, Lang, Rendering, Track, TrackKind
from pipeline.timecode import clock


def _same(got: object, meant: object, name: str) -> None:
    if got != meant:
        raise FormatError("reading back gives something else", where=name, hint="please report this episode")


def tsv_table(material: Material) -> Iterator[Made]:
    """`sentences.tsv`."""
    text = tsv.write(material.rows)
    _same(tsv.read(text), material.rows, "sentences.tsv")
    yield Rendering("sentences.tsv", "text/tab-separated-values", text), ()


def csv_table(material: Material) -> Iterator[Made]:
    """`sentences.csv`."""
    text = "\ufeff" + documents.write_csv(material.rows)  # the mark makes spreadsheets read it as UTF-8
    _same(documents.read_csv(text), material.rows, "sentences.csv")
    yield Rendering("sentences.csv", "text/csv", text), ()


def tmx_memory(material: Material) -> Iterator[Made]:
    """`sentences.tmx`."""
    text = tmx.write(material.rows, source=material.episode.pair.source.value, version=__version__)
    both = tuple(row for row in material.rows if row.en.strip() and row.ja.strip())
    _same(tmx.read(text), both, "sentences.tmx")
    yield Rendering("sentences.tmx", tmx.MEDIA_TYPE, text), ()


def texts(material: Material) -> Iterator[Made]:
    """`transcript.en.txt` and `transcript.ja.txt`."""
    for lang in Lang:
        text = documents.write_text(material.turns(lang), lang=lang, title=material.title[lang])
        yield Rendering(f"transcript.{lang}.txt", "text/plain", text), ()


def word(material: Material) -> Iterator[Made]:
    """`side-by-side.html`."""
    names = {row.speaker: tracks.name_of(row.speaker, material.episode.meta, Lang.EN) for row in material.rows}
    text = documents.write_word(material.rows, names=names, title=material.title.en)
    _same(documents.read_word(text), tuple((row.id, row.en, row.ja) for row in material.rows), "side-by-side.html")
    yield Rendering("side-by-side.html", "text/html", text), ()


def podcast_files(material: Material) -> Iterator[Made]:
    """Transcripts as JSON and HTML of each language."""
    for lang in material.episode.pair:
        yield written(podcast.FORMAT, f"transcript.{lang}", material.in_lines[lang])
        turns = material.turns(lang)
        page = podcast.write_html(turns, lang=lang, title=material.title[lang])
        _same(podcast.read_html(page), tuple(_shown(turns)), f"transcript.{lang}.html")
        yield Rendering(f"transcript.{lang}.html", "text/html", page), ()


def _shown(turns: Sequence[Turn]) -> Iterator[Turn]:
    for turn in turns:
        yield Turn(turn.start_ms, clean(turn.speaker), flat(clean(turn.text)))


def podcast_export(material: Material) -> Iterator[Made]:
    """Transcripts, chapters and the feed's tags."""
    yield from podcast_files(material)
    chapters = material.episode.chapters
    for lang in Lang:
        name = f"chapters.{lang}.json"
        text = podcast.write_chapters(chapters, lang=lang, title=material.title[lang])
        wanted = tuple((item.span.start_ms, item.span.end_ms, clean(item.title[lang])) for item in chapters)
        _same(podcast.read_chapters(text, name=name), wanted, name)
        yield Rendering(name, "application/json+chapters", text), ()
    files = []
    for lang in Lang:
        files += [
            (f"{lang}.vtt", "text/vtt", lang),
            (f"{lang}.podcast.srt", "application/x-subrip", lang),
            (f"transcript.{lang}.json", "application/json", lang),
            (f"transcript.{lang}.html", "text/html", lang),
        ]
    for lang in Lang:
        listed = f"chapters.{lang}.json" if chapters else ""
        text = podcast.write_feed(files, chapters=listed, base_url=material.settings.base_url)
        yield Rendering(f"feed.{lang}.xml", "application/xml", text), ()


def chapters(material: Material) -> Iterator[Made]:
    """`chapters.en.vtt` and `chapters.ja.vtt`, as the summaries link to them."""
    for lang in Lang:
        cues = tuple(
            Cue(chapter.id, chapter.span, chapter.title[lang], name=chapter.id, number=at)
            for at, chapter in enumerate(material.episode.chapters, 1)
        )
        yield written(vtt.FORMAT, f"chapters.{lang}", Track(lang, TrackKind.CHAPTERS, cues))


def metadata(material: Material) -> Iterator[Made]:
    """`metadata.vtt`: one cue a sentence, its payload JSON that needs no escaping in WebVTT."""
    chapter_of = {key: chapter.id for chapter in material.episode.chapters for key in chapter.sentence_ids}
    rows = sorted(material.rows, key=lambda row: row.start_ms)
    out = ["WEBVTT\nKind: metadata\n"]
    for row in rows:
        data = {"sentence": row.id, "speaker": row.speaker, "cues": [row.first_cue, row.last_cue]}
        if row.id in chapter_of:
            data["chapter"] = chapter_of[row.id]
        out.append(f"{row.id}\n{clock(row.start_ms)} --> {clock(row.end_ms)}\n{_payload(data)}\n")
    text = "\n".join(out)
    again, _ = vtt.read(text, name="metadata.vtt", lang=material.episode.pair.source)
    got = [(cue.name, cue.span.start_ms, json.loads(cue.text)["sentence"]) for cue in again.cues]
    _same(got, [(row.id, row.start_ms, row.id) for row in rows], "metadata.vtt")
    yield Rendering("metadata.vtt", vtt.FORMAT.media_type, text), ()


def _payload(data: object) -> str:
    text = json.dumps(data, ensure_ascii=False)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
