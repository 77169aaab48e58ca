"""Fuzz every reader: `python benchmarks/fuzz.py --count 60000` (a target), `--target vtt`, `--engine atheris`.

A target takes bytes and may raise only our own errors. Anything else, more than 1 s of CPU time, or a process that
grows past 3 GB is a failure: its input is kept under tests/fuzz/found/<target>/ and the exit code is 1.

Two engines: `mutate` (built in: seeds from the samples, bytes and tokens changed, cut, doubled and spliced, same seed
same inputs) and `atheris` (coverage guided; python -m pip install atheris). `--target all` runs each in a process of
its own.
"""

from __future__ import annotations

import argparse
import atexit
import contextlib
import faulthandler
import hashlib
import json
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
FOUND = ROOT / "tests" / "fuzz" / "found"
LIMIT_S = 1.0
HANG_S = 60
MAX_BYTES = 3_000_000_000
MAX_INPUT = 12_000

TOKENS = [
    token.encode()
    for token in (
        *"--> , | ; [ ] { } \" ' \t NOTE STYLE REGION WEBVTT <v </v> <br/> <tt> </tt> ]]> <?xml null".split(" "),
        *"true NaN 1e999 -0 &amp; &#x110000; &#0; &#xD800; &x; {\\an8} {\\ \\N \\h [Events] align:start".split(" "),
        *"approved schema \\ud800".split(" "),
        *"00:00:01.000 99:59:59,999 <00:00:01.500> <c.a.b> <![CDATA[ path,id,speakers =a|b|c; ー 。 「 😀".split(" "),
        "00:00:01.000 --> 00:00:02.000", "<v Speaker 1>", "<lang ja>", "<ruby>漢字<rt>かんじ</rt></ruby>",
        "Dialogue: 0,", "Format: ", "\ufeff", "\r\n", "\r", "\n\n", "\0", "\u2028", "\ud7ff", '<p begin="1s">',
        "<!DOCTYPE a [", '<!ENTITY x "y">', "9" * 30, " " * 40, "(" * 40, "[" * 400, "source,target,variants,status",
        " [ctx, ctx] !case",
    )
]  # fmt: skip


class TooSlow(Exception):
    """More CPU time than the limit."""


# ------------------------------------------------------------------------------------------------------ targets


def readers() -> dict[str, Callable[[bytes], Any]]:
    """Every format reader by name, on its own and behind sniffing; what it accepts must be writable."""
    from pipeline.formats import FORMATS, decode, sniff
    from pipeline.model import Lang

    def forced(entry: Any) -> Callable[[bytes], Any]:
        def target(data: bytes) -> None:
            track, _ = entry.read(decode(data)[0], name="x", lang=Lang.EN)
            if entry.write:
                entry.write(track)

        return target

    def sniffed(data: bytes) -> None:
        text = decode(data)[0]
        sniff(text, "x.txt").read(text, name="x", lang=Lang.EN)

    table: dict[str, Callable[[bytes], Any]] = {"sniff": sniffed}
    table.update({name: forced(entry) for name, entry in FORMATS.items() if entry.read})
    return table


def documents() -> dict[str, Callable[[bytes], Any]]:
    """Tables, memories, glossaries, configuration, our own documents."""
    from pipeline import codec, config, feeds
    from pipeline.batch import sources
    from pipeline.formats import decode, documents, podcast, tmx, tsv, xml
    from pipeline.store import episodes, glossaries, provenance

    def text(data: bytes) -> str:
        return data.decode("utf-8", "surrogateescape" if data[:1] == b"!" else "replace")

    def glossary(data: bytes) -> None:
        glossaries.write(glossaries.read(data, name="x.csv"))

    def episode(data: bytes) -> None:
        codec.dumps(codec.loads(text(data)))

    def feed(data: bytes) -> None:
        from pipeline.model import Lang

        feeds.manifest(feeds.read(data), lang=Lang.EN)

    def manifest(is_json: bool) -> Callable[[bytes], Any]:
        return lambda data: sources.parse_manifest(text(data), name="x", folder=Path(), is_json=is_json)

    return {
        "glossary-csv": glossary,
        "episode-json": episode,
        "provenance-json": lambda data: provenance.dumps(provenance.loads(text(data))),
        "edits-jsonl": lambda data: episodes.parse_edits(data, where="x"),
        "episode-toml": lambda data: episodes.parse_meta(data, where="x"),
        "config-toml": lambda data: config.from_toml(text(data)).fingerprint(),
        "manifest-csv": manifest(False),
        "manifest-json": manifest(True),
        "rss": feed,
        "xml": lambda data: xml.parse(decode(data)[0]),
        "tsv": lambda data: tsv.read(decode(data)[0]),
        "csv": lambda data: documents.read_csv(decode(data)[0]),
        "word-html": lambda data: documents.read_word(decode(data)[0]),
        "tmx": lambda data: tmx.read(decode(data)[0]),
        "transcript-html": lambda data: podcast.read_html(decode(data)[0]),
        "chapters-json": lambda data: podcast.read_chapters(decode(data)[0]),
    }


def flow() -> dict[str, Callable[[bytes], Any]]:
    """A file's bytes through ingest and segmentation: what readers give must not upset what follows."""
    from pipeline.config import IngestSettings, SegmentSettings
    from pipeline.model import Episode, Glossary, Lang, Pair, Source
    from pipeline.stages import ingest, segment

    pair = Pair(Lang.EN, Lang.JA)
    none = Glossary("", pair, (), "")

    def target(data: bytes) -> None:
        episode = ingest.run(Episode("x", Source.of("x.vtt", data)), pair=pair, settings=IngestSettings())
        segment.run(episode, glossary=none, edits=(), settings=SegmentSettings())

    return {"ingest-segment": target}


def exchanges() -> dict[str, Callable[[bytes], Any]]:
    """Glossaries in other programs' formats."""
    from pipeline.formats import decode
    from pipeline.glossary.exchange import EXCHANGES
    from pipeline.model import Lang, Pair

    pair = Pair(Lang.EN, Lang.JA)

    def target(row: Any) -> Callable[[bytes], Any]:
        return lambda data: row.read(decode(data)[0], "x", pair)

    return {f"glossary-{name}": target(row) for name, row in EXCHANGES.items()}


ROUTES = (
    "preview", "move", "undo", "replace", "term", "boundary", "remember", "language", "invite", "queue", "pulse",
    "sentence/talk/s2-1", "sentence/talk/nope", "terms", "term/x", "conflicts", "concordance", "episodes",
)  # fmt: skip
FIELDS = (
    "episode sentence action text before state expected find with regex id term source target status variants revision "
    "rows page who reason note lang kind at after sentences query q sort scope fields type order limit offset"
).split()


def editor() -> dict[str, Callable[[bytes], Any]]:
    """The editor's HTTP interface as a browser that came in: any body, query or path; every answer is below 500."""
    state: dict[str, Any] = {}

    def begin() -> None:
        from pipeline.store import glossaries
        from tests.editor.test_http import enter, opened
        from tests.review import helpers

        place = Path(tempfile.mkdtemp(prefix="nijimaku-fuzz-"))
        atexit.register(shutil.rmtree, place, ignore_errors=True)
        other = helpers.episode("other", [("It is fast.", "高速です。")])
        helpers.publish(place / "out", helpers.episode("talk"), other)
        (place / "t.en-ja.csv").write_text(glossaries.write(helpers.TERMS), encoding="utf-8")
        state.update(client=enter(*opened(place)), served=0)

    def target(data: bytes) -> None:
        if state.get("served", 10**9) > 1500:  # a fresh desk now and then: edits pile up
            begin()
        state["served"] += 1
        client, chance = state["client"], random.Random(data)
        text = data.decode("utf-8", "replace")
        odd = "/" + re.sub(r"[\n?\[\]]", "", text[:80])
        path = f"/api/{chance.choice(ROUTES)}" if chance.random() < 0.95 else odd
        kind = chance.randrange(4)
        if kind == 0:
            answer = client.get(path, **{chance.choice(FIELDS): text[:300] for _ in range(3)})
        elif kind == 1:
            headers = {"Host": "127.0.0.1:8642", "X-CSRF-Token": client.csrf}
            answer = client.client.post(path, data=data, content_type="application/json", headers=headers)
        else:
            answer = client.post(path, body(chance, text))
        if answer.status_code >= 500:
            raise RuntimeError(f"{path} answered {answer.status_code}")

    return {"http-api": target}


def body(chance: random.Random, text: str) -> dict[str, Any]:
    """A JSON object of the fields the interface knows with values it may not expect."""
    known = "talk other s1-1 s2-1 s99-9 approve edit lock flag translation locked en ja".split()

    def value(depth: int = 0) -> Any:
        kind = chance.randrange(9)
        if kind == 0:
            return chance.choice((None, True, -1, 0, 10**30, 1e308, "", [], {}))
        if kind == 1 and depth < 3:
            return [value(depth + 1) for _ in range(chance.randrange(4))]
        if kind == 2 and depth < 3:
            return {chance.choice(FIELDS): value(depth + 1) for _ in range(chance.randrange(4))}
        if kind < 6:
            return chance.choice(known)
        at = chance.randrange(len(text) + 1)
        return text[at : at + chance.randrange(1, 200)]

    return {chance.choice(FIELDS): value() for _ in range(chance.randrange(1, 9))}


GROUPS = (readers, documents, exchanges, flow, editor)
SLOW = ("ingest-segment", "http-api")  # thousands of inputs a minute, not a second


def targets() -> dict[str, Callable[[bytes], Any]]:
    """All targets by name."""
    table: dict[str, Callable[[bytes], Any]] = {}
    for group in GROUPS:
        table.update(group())
    return table


def seeds() -> list[bytes]:
    """Small pieces of everything we read and write: the samples, and one short episode in every format there is."""
    found = [path.read_bytes()[:1500] for path in sorted((ROOT / "samples").rglob("*")) if path.is_file()]
    with tempfile.TemporaryDirectory() as name:
        found += [path.read_bytes()[:MAX_INPUT] for path in made(Path(name))]
    terms = "id,source,target,type,status,variants,accepted,case_sensitive,scope,note\n"
    terms += "llm,language model,言語モデル,Concept,approved,langwidge model [AI] !case|lm,LM,yes,show:x,n\n"
    found.append(terms.encode())
    found.append(b'{"kind": "translation", "anchor": "s1-1", "before": "a", "after": "b"}\n')
    found.append(b"path,id,title_en,speakers\na.vtt,one,Bread,Speaker 1=Mara|x|host\n")
    found.append(json.dumps({"episodes": [{"path": "a.vtt", "speakers": [{"label": "S"}]}]}).encode())
    found.append(b'[limits.ja]\nmax_lines = 1\n[translate]\nmodel = "x"\n')
    found += [text.encode() for text in ONLY_READ]
    found += glossary_files()
    return found


ONLY_READ = (
    "0:00:01.000,0:00:03.500\nWelcome.\n\n0:00:04.000,0:00:06.000\nTo the show.\n",
    "*TC 00:00:01:00\nWelcome.\n\n*TC 00:00:04:12\nTo the show.\n",
    "00:01.000\nWelcome.\n00:04.000\nTo the show.\n",
    "{1}{1}25.000\n{25}{80}Welcome.|Again.\n{100}{150}{y:i}To the show.\n",
    "[10][35]Welcome.|/Again.\n[40][60]To the show.\n",
    "00:00:01:Welcome.\n00:00:04:To the show.|Again.\n",
    "<SAMI><BODY><SYNC Start=1000><P Class=ENCC>Welcome.<SYNC Start=3500><P Class=ENCC>&nbsp;</BODY></SAMI>\n",
)


def glossary_files() -> list[bytes]:
    """A small glossary in every program's format."""
    from pipeline.glossary.exchange import EXCHANGES
    from pipeline.glossary.revision import revision
    from pipeline.model import Glossary, Lang, Pair
    from pipeline.store import glossaries

    rows = "source,target,type,status,variants,note\ninference,推論,Concept,approved,in for ents,n\nLlama,Llama,,,,\n"
    terms = glossaries.read(rows.encode(), name="x.csv")
    glossary = Glossary("x", Pair(Lang.EN, Lang.JA), terms, revision(terms))
    return [row.write(glossary).encode() for row in EXCHANGES.values()]


def made(folder: Path) -> list[Path]:
    """Every file of a short episode, exports included, and a feed of it."""
    from pipeline.cli import run_command
    from tests.batch.helpers import MODEL, transcript

    (folder / "in").mkdir()
    (folder / "in" / "talk.vtt").write_text(transcript(1), encoding="utf-8")
    (folder / "in" / "episode.toml").write_text('title_en = "Tea"\npublished = "2026-05-29"\n', encoding="utf-8")
    out = str(folder / "out")
    for words in (
        ["run", str(folder / "in" / "talk.vtt"), "--out", out, "--model", MODEL, "--quiet"],
        ["export", str(folder / "out" / "talk"), "--format", "all", "--out", str(folder / "export"), "--quiet"],
        ["feed", "export", out, "--base-url", "https://x.test", "--out", str(folder / "feed.xml")],
    ):
        if run_command(words):
            raise SystemExit(f"no seeds: {words}")
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))


# ------------------------------------------------------------------------------------------------------ engines


def checked(target: Callable[[bytes], Any], data: bytes) -> None:
    """Run the target on one input; raises what is a failure and nothing else."""
    from pipeline.errors import PipelineError

    began = time.process_time()
    with contextlib.suppress(PipelineError):
        target(data)
    if time.process_time() - began > LIMIT_S:
        raise TooSlow(f"{time.process_time() - began:.1f} s of CPU time")


def mutated(chance: random.Random, pool: list[bytes]) -> bytes:
    """A seed with a few changes; now and then a piece of it many times."""
    data = bytearray(chance.choice(pool))
    if chance.random() < 0.3:
        start = chance.randrange(len(data) + 1)
        data = data[start : start + chance.randrange(1, 400)]
    for _ in range(chance.choice((1, 1, 2, 3, 5, 12))):
        at = chance.randrange(len(data) + 1)
        kind = chance.randrange(8)
        if kind == 0 and data:
            data[at % len(data)] ^= 1 << chance.randrange(8)
        elif kind == 1:
            data[at:at] = chance.choice(TOKENS)
        elif kind == 2:
            del data[at : at + chance.randrange(1, 30)]
        elif kind == 3:
            piece = data[at : at + chance.randrange(1, 60)]
            data[at:at] = piece * chance.choice((1, 2, 3, 20))
        elif kind == 4:
            other = chance.choice(pool)
            cut = chance.randrange(len(other) + 1)
            data[at:] = other[cut : cut + 600]
        elif kind == 5:
            data[at:at] = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 6)))
        elif kind == 6:
            data[at:at] = chr(chance.choice((chance.randrange(0x80), chance.randrange(0x3000, 0xD7FF)))).encode()
        else:
            end = min(len(data), at + chance.randrange(1, 20))
            data[at:end] = bytes(sorted(data[at:end], key=lambda _: chance.random()))
        if len(data) > MAX_INPUT:
            del data[MAX_INPUT:]
    return bytes(data)


def keep(name: str, data: bytes, error: BaseException) -> None:
    """Put a failing input where it is looked at."""
    folder = FOUND / name
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / hashlib.sha256(data).hexdigest()[:12]
    path.write_bytes(data)
    print(f"  {name}: {type(error).__name__}: {str(error)[:160]} -> {path.relative_to(ROOT)}", flush=True)


def accepts(target: Callable[[bytes], Any], data: bytes) -> bool:
    """True when the target takes the input: the best to begin changing."""
    from pipeline.errors import PipelineError

    try:
        target(data)
    except PipelineError:
        return False
    return True


def mutate(name: str, count: int, seed: int) -> tuple[int, float]:
    """Failures and the slowest input's seconds of CPU time."""
    target, everything = targets()[name], seeds()
    own = [data for data in everything if accepts(target, data)]
    chance = random.Random(f"{seed} {name}")
    failures, slowest, kinds = 0, 0.0, set()
    for _ in range(count):
        data = mutated(chance, own if own and chance.random() < 0.8 else everything)
        faulthandler.dump_traceback_later(HANG_S, exit=True)
        began = time.process_time()
        try:
            checked(target, data)
        except Exception as error:
            failures += 1
            place = error.__traceback__
            while place and place.tb_next:
                place = place.tb_next
            kind = (type(error), place.tb_lineno if place else 0, place.tb_frame.f_code.co_filename if place else "")
            if kind not in kinds:
                kinds.add(kind)
                keep(name, data, error)
        slowest = max(slowest, time.process_time() - began)
    faulthandler.cancel_dump_traceback_later()
    return failures, slowest


def guided(name: str, count: int, seed: int) -> int:
    """Atheris on one target; its exit code."""
    import atheris

    with atheris.instrument_imports(include=["pipeline"]):
        target = targets()[name]

    def one(data: bytes) -> None:
        try:
            checked(target, data)
        except Exception as error:
            keep(name, data, error)
            raise

    with tempfile.TemporaryDirectory() as folder:
        for at, data in enumerate(seeds()):
            (Path(folder) / str(at)).write_bytes(data)
        options = [f"-runs={count}", f"-seed={seed}", f"-max_len={MAX_INPUT}", "-timeout=60", "-verbosity=0"]
        atheris.Setup([sys.argv[0], *options, "-rss_limit_mb=3000", "-print_final_stats=1", folder], one)
        atheris.Fuzz()  # ends the process
    return 0


def counts(name: str, count: int) -> int:
    """Inputs for a target when all are run: a tenth for the slow ones."""
    return count // 10 if name in SLOW else count


def each(names: list[str], chosen: argparse.Namespace) -> Iterator[tuple[str, int, str]]:
    """Each target in a process of its own: a crash of one costs no other."""
    for name in names:
        count = counts(name, chosen.count)
        command = [sys.executable, __file__, "--target", name, "--count", str(count), "--seed", str(chosen.seed)]
        done = subprocess.run([*command, "--engine", chosen.engine], capture_output=True, text=True, check=False)
        yield name, done.returncode, done.stdout + (done.stderr if done.returncode else "")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", default="all", help="a name, several joined by commas, or all")
    parser.add_argument("--count", type=int, default=20_000, help="inputs a target")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engine", choices=("mutate", "atheris"), default="mutate")
    chosen = parser.parse_args()
    names = list(targets()) if chosen.target == "all" else chosen.target.split(",")
    if len(names) > 1:
        failed, began = [], time.monotonic()
        for name, code, told in each(names, chosen):
            print(told.strip() if chosen.engine == "mutate" else f"{name}: exit {code}", flush=True)
            if code:
                failed.append(name)
                print(told[-2000:] if chosen.engine == "atheris" else "", flush=True)
        total = sum(counts(name, chosen.count) for name in names)
        took = time.monotonic() - began
        print(f"{total:,} inputs over {len(names)} targets, {took:.0f} s; failed: {failed or 'none'}")
        return 1 if failed else 0
    if chosen.engine == "atheris":
        return guided(names[0], chosen.count, chosen.seed)
    resource.setrlimit(resource.RLIMIT_AS, (MAX_BYTES, resource.RLIM_INFINITY))
    began = time.process_time()
    failures, slowest = mutate(names[0], chosen.count, chosen.seed)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    took = time.process_time() - began
    told = f"{took:7.1f} s  slowest {slowest * 1000:6.1f} ms  peak {peak:.0f} MB"
    print(f"{names[0]:16} {chosen.count:8,} inputs  {failures:4} failures  {told}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
