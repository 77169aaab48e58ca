"""The bundled glossaries and the phrase table, read as an editor's spreadsheet would: with the csv module alone."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
GLOSSARIES = sorted((ROOT / "glossaries").glob("*.en-ja.csv"))
PHRASES = ROOT / "pipeline" / "phrases" / "en-ja.tsv"
HEADER = (
    "id,source,target,type,status,variants,forbidden,accepted,do_not_translate,case_sensitive,scope,"
    "first_mention,reading,definition_en,definition_ja,note"
)
TYPES = {"Person", "Organization", "Software", "Concept", "Product", "Place"}
STATUSES = {"proposed", "approved", "rejected", "deprecated"}
VARIANT = re.compile(r"(?P<text>[^\[\]|!]+?)(?: \[(?P<contexts>[^\[\]|]+)\])?(?P<case> !case)?")
SPOKEN_JAPANESE = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]")
HALF_WIDTH_KATAKANA = re.compile(r"[\uff61-\uff9f]")
FULL_WIDTH_LATIN = re.compile(r"[\uff01-\uff5e\u3000]")

# Words that people say every day. A mishearing made of these alone is not one without a word nearby that tells.
EVERYDAY = set(
    """
    a about after again age all am an and any apple archive are as at azure be bite book by call can change check
    class clear close cloud code codecs colonel copy could cursor data date day deep depreciate do docker dolly dot
    down each easy edge eight excel eye face fact fall far few find fine fire five float for four free fusion get
    give go goes good great grog had half hand has have he head her here high hot how i if image in is it just keep
    kind know language last late life light like line link linked little long look loss lot made make man many map
    mate meta mind mini mode model moot more most much music my name need net network neutral new next night no not
    now nothing of off on one open or other our out outlook over pal part pay perimeter phone pig plan play point
    poll pool power quad quick rag read role roll runway rust sales sand say scaling sea seek see set she side slack
    small so soft some sonic soon space stack start store storm stuff such take tense that the their them then there
    they thin thing this three through tick time to too top track trade trail tube turn two up us use very video
    vision volunteer wait waits walk wall want warm was way we weight well what when where which whisper who why
    will wind windows wish with word work would write you your
    """.split()
)


class Row(NamedTuple):
    """One line of a glossary with the place it stands at."""

    file: str
    line: int
    cells: dict[str, str]

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.cells['id']}"

    def many(self, column: str) -> list[str]:
        return [item for item in self.cells[column].split(" | ") if item]

    @property
    def approved(self) -> bool:
        return self.cells["status"] == "approved"


def rows_of(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream, strict=True)
        for cells in reader:
            assert None not in cells and None not in cells.values(), f"{path.name}:{reader.line_num}: number of cells"
            yield Row(path.name, reader.line_num, cells)


def variant(row: Row, item: str) -> re.Match[str]:
    found = VARIANT.fullmatch(item)
    assert found, f"{row}: cannot read the variant {item!r}"
    return found


def folded(text: str) -> str:
    """Case, hyphens and blanks make no difference when terms are matched."""
    return " ".join(text.lower().replace("-", " ").split())


ROWS = [row for path in GLOSSARIES for row in rows_of(path)]


def test_there_are_glossaries_of_the_promised_size() -> None:
    approved = Counter(row.file for row in ROWS if row.approved)
    assert approved["ai.en-ja.csv"] >= 250


@pytest.mark.parametrize("path", GLOSSARIES, ids=lambda path: path.name)
def test_a_file_is_plain_utf_8_with_the_documented_header(path: Path) -> None:
    data = path.read_bytes()
    text = data.decode("utf-8")
    assert text.split("\n", 1)[0] == HEADER
    assert not text.startswith("\ufeff") and b"\r" not in data and text.endswith("\n")
    assert unicodedata.is_normalized("NFC", text)


def test_ids_are_slugs_and_stand_once() -> None:
    ids = Counter(row.cells["id"] for row in ROWS)
    assert [name for name, times in ids.items() if times > 1] == []
    assert [name for name in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)] == []


def test_one_approved_rendering_for_a_source_and_scope() -> None:
    sources = Counter((row.cells["source"], row.cells["scope"]) for row in ROWS if row.approved)
    assert [source for source, times in sources.items() if times > 1] == []


def test_sources_that_differ_only_in_case_are_case_sensitive() -> None:
    by_fold: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in ROWS:
        if row.approved:
            by_fold[row.cells["source"].lower(), row.cells["scope"]].append(row)
    loose = [str(row) for rows in by_fold.values() if len(rows) > 1 for row in rows if not row.cells["case_sensitive"]]
    assert loose == []


def test_cells_hold_what_their_column_allows() -> None:
    faults = []
    for row in ROWS:
        cells = row.cells
        wrong = [
            name
            for name, good in {
                "type": cells["type"] in TYPES,
                "status": cells["status"] in STATUSES,
                "do_not_translate": cells["do_not_translate"] in ("", "yes"),
                "case_sensitive": cells["case_sensitive"] in ("", "yes"),
                "scope": re.fullmatch(r"|(show|episode|speaker):\S.*", cells["scope"]),
                "reading": re.fullmatch(r"[ぁ-ゖー・]+", cells["reading"]),
                "first_mention": not cells["first_mention"] or cells["target"] in cells["first_mention"],
                "target": bool(cells["target"]),
                "source": bool(cells["source"]),
                "definition_en": cells["definition_en"].isascii() and cells["definition_en"].endswith("."),
                "definition_ja": cells["definition_ja"].endswith("。"),
            }.items()
            if not good
        ]
        padded = [name for name, cell in cells.items() if cell != cell.strip() or "\n" in cell or "  " in cell]
        faults += [f"{row}: {', '.join(wrong + padded)}"] if wrong or padded else []
    assert faults == []


def test_names_that_are_kept_are_written_alike_in_both_languages() -> None:
    kept = [row for row in ROWS if row.cells["do_not_translate"]]
    assert [str(row) for row in kept if row.cells["source"] != row.cells["target"]] == []


def test_no_half_width_katakana_and_no_full_width_latin_in_a_rendering() -> None:
    faults = []
    for row in ROWS:
        renderings = [row.cells["target"], row.cells["reading"], *row.many("accepted"), *row.many("forbidden")]
        faults += [f"{row}: {text}" for text in renderings if HALF_WIDTH_KATAKANA.search(text)]
        faults += [f"{row}: {text}" for text in renderings if FULL_WIDTH_LATIN.search(re.sub("[（）]", "", text))]
    assert faults == []


def test_a_rendering_is_never_both_right_and_wrong() -> None:
    faults = []
    for row in ROWS:
        right = [row.cells["target"], *row.many("accepted")]
        faults += [f"{row}: {bad} in {good}" for bad in row.many("forbidden") for good in right if bad in good]
        repeated = [text for text, times in Counter(right + row.many("forbidden")).items() if times > 1]
        faults += [f"{row}: {text} twice" for text in repeated]
    assert faults == []


def test_variants_can_be_read_and_stand_once_in_their_term() -> None:
    faults = []
    for row in ROWS:
        texts = Counter(variant(row, item)["text"] for item in row.many("variants"))
        faults += [f"{row}: {text}" for text, times in texts.items() if times > 1 or text == row.cells["source"]]
        for item in row.many("variants"):
            contexts = [word.strip() for word in (variant(row, item)["contexts"] or "").split(",")]
            if len(set(contexts)) != len(contexts) or (len(contexts) > 1 and "" in contexts):
                faults.append(f"{row}: contexts of {item}")
    assert faults == []


def test_no_variant_is_the_source_of_another_approved_term() -> None:
    sources: dict[str, set[str]] = defaultdict(set)
    for row in ROWS:
        if row.approved:
            sources[folded(row.cells["source"])].add(row.cells["id"])
    faults = []
    for row in ROWS:
        for item in row.many("variants"):
            text = variant(row, item)["text"]
            others = sources[folded(text)] - {row.cells["id"]}
            same_word = folded(text) == folded(row.cells["source"])  # another case of the term itself
            if others and not same_word and not row.cells["scope"]:
                faults.append(f"{row}: {text} is {', '.join(sorted(others))}")
    assert faults == []


def test_repairing_ends_no_variant_leads_to_a_term_that_is_a_variant_of_the_first() -> None:
    leads: dict[str, set[str]] = defaultdict(set)
    for row in ROWS:
        if row.approved:
            for item in row.many("variants"):
                start, end = folded(variant(row, item)["text"]), folded(row.cells["source"])
                if start != end:
                    leads[start].add(end)

    def reached(start: str, seen: frozenset[str]) -> bool:
        return any(end in seen or reached(end, seen | {end}) for end in leads.get(start, ()))

    assert [start for start in leads if reached(start, frozenset({start}))] == []


def test_one_mishearing_leads_to_one_term_unless_words_nearby_decide() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for row in ROWS:
        if row.approved:
            for item in row.many("variants"):
                found = variant(row, item)
                if not found["contexts"]:
                    owners[found["text"] if found["case"] else folded(found["text"])].add(row.cells["source"])
    assert {text: names for text, names in owners.items() if len(names) > 1} == {}


def test_mishearings_made_of_everyday_words_ask_for_a_word_nearby() -> None:
    faults = []
    for row in ROWS:
        for item in row.many("variants"):
            found = variant(row, item)
            words = folded(found["text"]).split()
            tells = (
                found["contexts"] or row.cells["scope"] or (found["case"] and found["text"] != found["text"].lower())
            )
            if len(words) <= 2 and EVERYDAY.issuperset(words) and not tells:
                faults.append(f"{row}: {item}")
    assert faults == []


# ------------------------------------------------------------------------------------------------ phrase table


def phrase_rows() -> list[list[str]]:
    with PHRASES.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def phrase_key(text: str) -> str:
    """Case, commas and full stops make no difference, a question mark does."""
    asked = text.rstrip(' .!"').endswith("?")
    return " ".join(re.sub(r"[,.!?;:…—\"]+", " ", text.lower().replace("’", "'")).split()) + "?" * asked


def test_the_phrase_table_has_its_header_and_its_size() -> None:
    header, *rows = phrase_rows()
    assert header == ["en", "ja", "ja_plain", "speaker", "note"]
    assert len(rows) >= 900
    assert {len(row) for row in rows} == {5}


def test_an_utterance_stands_once_for_a_speaker() -> None:
    keys = Counter((phrase_key(row[0]), row[3]) for row in phrase_rows()[1:])
    assert [key for key, times in keys.items() if times > 1] == []
    assert {role for _, role in keys} <= {"", "host", "guest", "narrator"}


def test_a_row_for_one_role_has_a_row_for_everybody_else() -> None:
    rows = phrase_rows()[1:]
    general = {phrase_key(row[0]) for row in rows if not row[3]}
    assert [row[0] for row in rows if row[3] and phrase_key(row[0]) not in general] == []


def test_phrases_are_whole_japanese_utterances() -> None:
    faults = []
    for english, *renderings, _role, _note in phrase_rows()[1:]:
        for text in filter(None, renderings):
            good = SPOKEN_JAPANESE.search(text) and text.endswith(("。", "？", "！")) and text == text.strip()
            faults += [] if good else [f"{english}: {text}"]
            odd = HALF_WIDTH_KATAKANA.search(text) or re.search(r"[Ａ-Ｚａ-ｚ０-９　]|[,?!]|\.(?!\d|js|cpp)", text)
            faults += [f"{english}: width of {text}"] if odd else []
        faults += [f"{english}: plain form is the polite one"] if renderings[0] == renderings[1] else []
    assert faults == []


def test_plain_forms_are_plain_and_polite_forms_are_not_mixed() -> None:
    polite_end = re.compile(r"(です|ます|ました|ません|でした|でしょう|ましょう)(か|ね|よ|よね)?[。？！]")
    plain_end = re.compile(r"(だ|である|だった)(ね|よ|よね)?。")
    rows = phrase_rows()[1:]
    assert [row[2] for row in rows if row[2] and polite_end.search(row[2])] == []
    assert [row[1] for row in rows if plain_end.search(row[1])] == []


def test_phrases_render_approved_terms_as_the_glossary_does() -> None:
    faults = []
    phrases = phrase_rows()[1:]
    everything = "\n".join(row[0] for row in phrases)
    for row in ROWS:
        if not row.approved or row.cells["scope"]:
            continue
        source = re.escape(row.cells["source"]).replace(r"\ ", "[ -]").replace(r"\-", "[ -]")
        flags = re.NOFLAG if row.cells["case_sensitive"] else re.IGNORECASE
        pattern = re.compile(rf"(?<![A-Za-z0-9]){source}(?![A-Za-z0-9])", flags)
        right = [row.cells["target"], *row.many("accepted")]
        for english, *renderings, _role, _note in phrases if pattern.search(everything) else []:
            if pattern.search(english):
                for text in filter(None, renderings):
                    faults += [] if any(good in text for good in right) else [f"{row}: {english} {text}"]
                    faults += [f"{row}: {english} {text}" for bad in row.many("forbidden") if bad in text]
    assert faults == []
