"""The site as files: what is written, what is made again, what is never touched."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline import codec
from pipeline.cli.site import site
from pipeline.errors import StoreError
from pipeline.model import Bilingual, Episode, Lang
from pipeline.store.files import lock_folder
from pipeline.viewer.build import ASSETS, build, code_version, discover, policy
from pipeline.viewer.catalogue import folder_of
from pipeline.viewer.words import WORDS, Words
from tests.viewer.talks import episode, hostile


def write(folder: Path, *episodes: Episode) -> list[Path]:
    paths = []
    for one in episodes:
        path = folder / folder_of(one.id) / "episode.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(codec.dumps(one), encoding="utf-8")
        paths.append(path)
    return paths


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


class Checker(HTMLParser):
    """Collects what a page loads, runs or links to, and whether its elements are closed."""

    VOID = frozenset("meta link input br img track source path hr".split())

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self.bad.append(f"{tag} {name}")
            if name in ("src", "href"):
                self.addresses.append(value or "")
            if name == "id":
                self.ids.append(value or "")
        if tag == "script" and not any(name == "src" for name, _ in attrs):
            self.bad.append("inline script")

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID and (not self.open or self.open.pop() != tag):
            self.bad.append(f"unbalanced {tag}")


def checked(path: Path) -> Checker:
    found = Checker()
    found.feed(path.read_text(encoding="utf-8"))
    assert found.bad == []
    assert found.open == []
    return found


def test_a_site_is_two_catalogues_pages_tracks_and_assets(tmp_path: Path) -> None:
    built = build(write(tmp_path / "in", episode()), tmp_path / "out")
    assert built.made == ("talk",)
    made = {"index.html", "en.html", "cues.js", "readings.js", "en.vtt", "ja.vtt", "chapters.en.vtt", "chapters.ja.vtt"}
    front = {"index.html", "en.html", *(f"assets/{name}" for name in ASSETS)}
    shown = {name for name in files_in(tmp_path / "out") if not name.startswith(".")}
    assert shown == front | {f"talk/{name}" for name in made}


def test_pages_are_sound_and_refer_only_to_what_is_there(tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(write(tmp_path / "in", episode(media_url="talk.mp4"), hostile()), out)
    for path in sorted(out.rglob("*.html")):
        found = checked(path)
        assert len(found.ids) == len(set(found.ids))
        for address in found.addresses:
            assert not re.match(r"[a-z]+:|//", address), address
            target, _, fragment = address.partition("#")
            target = target.partition("?")[0]
            if target and target != "talk.mp4":
                assert (path.parent / target).exists() or (path.parent / target / "index.html").exists(), address
            elif fragment:
                assert fragment in found.ids, address


def test_the_policy_admits_the_recording_and_nothing_inline(tmp_path: Path) -> None:
    build(write(tmp_path / "in", episode(media_url="https://cdn.example.org/a.mp3")), tmp_path / "out")
    text = (tmp_path / "out" / "talk" / "index.html").read_text(encoding="utf-8")
    assert "media-src &#39;self&#39; file: https://cdn.example.org;" in text
    assert "unsafe" not in policy("https://x.example")
    assert "default-src 'none'" in policy("")


def test_only_what_changed_is_made_again(tmp_path: Path) -> None:
    paths = write(tmp_path / "in", episode(), episode(episode_id="other"))
    out = tmp_path / "out"
    build(paths, out)
    again = build(paths, out)
    assert (again.made, again.kept) == ((), 2)
    write(tmp_path / "in", episode(title=Bilingual("New", "新しい")))
    assert build(paths, out).made == ("talk",)
    assert "新しい" in (out / "index.html").read_text(encoding="utf-8")


def test_touching_a_file_makes_nothing_but_losing_a_page_does(tmp_path: Path) -> None:
    paths = write(tmp_path / "in", episode())
    out = tmp_path / "out"
    build(paths, out)
    paths[0].touch()
    assert build(paths, out).made == ()
    (out / "talk" / "index.html").unlink()
    assert build(paths, out).made == ("talk",)


def test_new_code_makes_everything_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = write(tmp_path / "in", episode())
    build(paths, tmp_path / "out")
    monkeypatch.setattr("pipeline.viewer.build.code_version", lambda: "another")
    assert build(paths, tmp_path / "out").made == ("talk",)


def test_the_same_episodes_give_the_same_bytes(tmp_path: Path) -> None:
    paths = write(tmp_path / "in", episode(), hostile())
    for name in ("one", "two"):
        build(paths, tmp_path / name)
    for name in files_in(tmp_path / "one"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_episodes_leave_unless_added_to(tmp_path: Path) -> None:
    first, second = write(tmp_path / "in", episode(), episode(episode_id="other"))
    out = tmp_path / "out"
    build([first], out)
    assert build([second], out, add=True).total == 2
    gone = build([second], out)
    assert gone.removed == ("talk",)
    assert not (out / "talk").exists()


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    paths = write(tmp_path / "in", episode())
    (tmp_path / "out" / "talk").mkdir(parents=True)
    (tmp_path / "out" / "talk" / "diary.txt").write_text("mine")
    with pytest.raises(StoreError, match="not a page of this site"):
        build(paths, tmp_path / "out")
    assert (tmp_path / "out" / "talk" / "diary.txt").read_text() == "mine"


def test_two_episodes_of_one_name_are_refused(tmp_path: Path) -> None:
    one = write(tmp_path / "a", episode())
    two = write(tmp_path / "b", episode())
    with pytest.raises(StoreError, match="two episodes are called 'talk'") as refused:
        build([*one, *two], tmp_path / "out")
    assert str(one[0]) in str(refused.value) and str(two[0]) in str(refused.value)
    assert not (tmp_path / "out").exists()
    assert build(one, tmp_path / "out").made == ("talk",)


def test_a_kept_page_and_a_new_episode_of_its_name_are_refused(tmp_path: Path) -> None:
    one = write(tmp_path / "a", episode())
    two = write(tmp_path / "b", episode())
    build(one, tmp_path / "out")
    before = {name: (tmp_path / "out" / name).read_bytes() for name in files_in(tmp_path / "out")}
    with pytest.raises(StoreError, match="two episodes are called 'talk'"):
        build([*two, *one], tmp_path / "out")
    assert {name: (tmp_path / "out" / name).read_bytes() for name in files_in(tmp_path / "out")} == before


def test_a_folder_that_is_not_ours_is_found_before_any_page_is_written(tmp_path: Path) -> None:
    paths = write(tmp_path / "in", episode(), episode(episode_id="zoo"))
    (tmp_path / "out" / "zoo").mkdir(parents=True)
    with pytest.raises(StoreError, match="not a page of this site"):
        build(paths, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["zoo"]


def test_a_build_that_failed_half_way_can_be_gone_on_with(tmp_path: Path) -> None:
    paths = write(tmp_path / "in", episode(), episode(episode_id="other"), episode(episode_id="third"))
    whole = paths[2].read_text(encoding="utf-8")
    paths[2].write_text(whole[: len(whole) // 2], encoding="utf-8")  # its head is sound: found only when it is read
    out = tmp_path / "out"
    for _ in range(2):
        with pytest.raises(StoreError, match="third"):
            build(paths, out)
        assert (out / "talk" / "index.html").is_file()
    assert build(paths[:1], out).removed == ("other",)
    assert not (out / "other").exists()
    paths[2].write_text(whole, encoding="utf-8")
    assert build(paths, out).total == 3
    assert "begun" not in (out / ".nijimaku-site.json").read_text(encoding="utf-8")


def test_a_failed_build_does_not_pass_old_pages_for_new_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = write(tmp_path / "in", episode(), episode(episode_id="third"))
    out = tmp_path / "out"
    build(paths, out)
    whole = paths[1].read_text(encoding="utf-8")
    monkeypatch.setattr("pipeline.viewer.build.code_version", lambda: "another")
    paths[1].write_text(whole[:-100], encoding="utf-8")
    with pytest.raises(StoreError, match="third"):
        build(paths, out)
    paths[1].write_text(whole, encoding="utf-8")
    assert build(paths, out).made == ("talk", "third")


def test_a_subtitle_file_is_no_episode(tmp_path: Path) -> None:
    talk = tmp_path / "talk.vtt"
    talk.write_text("WEBVTT\n")
    with pytest.raises(StoreError, match=r"not a finished episode.*nijimaku run"):
        discover([talk])


def test_what_is_no_episode_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"no episode\.json here"):
        discover([tmp_path])
    broken = tmp_path / "x" / "episode.json"
    broken.parent.mkdir()
    broken.write_text("{")
    with pytest.raises(StoreError, match="not a whole JSON document"):
        build([broken], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_damaged_list_cannot_lead_outside(tmp_path: Path) -> None:
    paths = write(tmp_path / "in", episode())
    out = tmp_path / "out"
    build(paths, out)
    manifest = out / ".nijimaku-site.json"
    manifest.write_text(manifest.read_text().replace('"talk"', '"../in"'))
    with pytest.raises(StoreError, match="not a folder of a site"):
        build(paths, out)
    assert paths[0].exists()


@pytest.mark.parametrize("name", ["..", "a/b", "assets", "index.html", ".hidden", "x" * 300, "二字幕", "con:1", "a\nb"])
def test_every_id_gets_a_harmless_folder(name: str) -> None:
    folder = folder_of(name)
    assert re.fullmatch(r"\w[\w.-]*", folder) and folder not in ("assets", "index.html") and len(folder) < 120
    assert folder_of(folder) == folder


def test_an_evil_id_stays_inside(tmp_path: Path) -> None:
    build(write(tmp_path / "in", episode(episode_id="../../evil")), tmp_path / "out")
    assert {path.name for path in tmp_path.iterdir()} == {"in", "out"}
    assert checked(tmp_path / "out" / "index.html")


def test_every_word_stands_in_both_languages() -> None:
    assert all(english.strip() and japanese.strip() for english, japanese in WORDS.values())
    used = set()
    for name in ("base", "catalogue", "episode", "transcript"):
        text = (Path(__file__).parents[2] / f"pipeline/viewer/templates/{name}.html").read_text(encoding="utf-8")
        used |= set(re.findall(r"ui(?:\[|\()'([a-z0-9-]+)'[\]),]", text)) | set(re.findall(r"'(key-[a-z0-9]+)'", text))
    assert used <= WORDS.keys()
    dynamic = {key for key in WORDS if key.startswith("entity-")}
    assert WORDS.keys() - used - dynamic == set()
    assert Words(Lang.JA)("found", n=3) == "3件のエピソード"


def test_the_weight_stays_within_its_budget(tmp_path: Path) -> None:
    build(write(tmp_path / "in", episode()), tmp_path / "out")
    sizes = {name: (tmp_path / "out" / "assets" / name).stat().st_size for name in ASSETS}
    assert sizes["site.js"] < 30_000 and sizes["site.css"] < 25_000
    assert not re.search(r"@import|@font-face|url\(", (tmp_path / "out" / "assets" / "site.css").read_text())
    assert code_version() in (tmp_path / "out" / "index.html").read_text()


def test_the_command_says_where_to_open(tmp_path: Path) -> None:
    write(tmp_path / "in", episode())
    out = tmp_path / "out"
    result = CliRunner().invoke(site, ["build", str(tmp_path / "in"), "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert f"1 episode, 1 made, 0 unchanged: open {out / 'index.html'}" in result.output
    quiet = CliRunner().invoke(site, ["build", str(tmp_path / "in"), "--out", str(out), "--quiet"])
    assert quiet.output == ""


def test_no_lock_file_lies_among_the_pages(tmp_path: Path) -> None:
    paths = write(tmp_path / "in", episode())
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / f".{episode().id}.lock").touch()  # as earlier versions left it
    build(paths, tmp_path / "site")
    hidden = {name for name in files_in(tmp_path / "site") if name.startswith(".")}
    assert hidden == {".nijimaku-site.json"}


def test_two_builds_of_one_site_do_not_mix(tmp_path: Path) -> None:
    paths = write(tmp_path / "in", episode())
    build(paths, tmp_path / "site")
    paths[0].write_text(codec.dumps(replace(episode(), signature="new")), encoding="utf-8")
    with lock_folder(tmp_path / "site", what="the site"), pytest.raises(StoreError, match="another process"):
        build(paths, tmp_path / "site")
    assert len(build(paths, tmp_path / "site").made) == 1


def test_several_processes_make_the_same_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = write(tmp_path / "in", *(replace(episode(), id=f"e{at}") for at in range(5)))
    build(paths, tmp_path / "one")
    monkeypatch.setattr("pipeline.viewer.build.LEAST_SHARED", 1)
    monkeypatch.setattr("pipeline.viewer.build.cores", lambda: 2)
    assert build(paths, tmp_path / "two").made == ("e0", "e1", "e2", "e3", "e4")
    for name in files_in(tmp_path / "one"):
        assert (tmp_path / "two" / name).read_bytes() == (tmp_path / "one" / name).read_bytes(), name


def test_an_episode_that_cannot_be_read_is_named_by_any_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = write(tmp_path / "in", *(replace(episode(), id=f"e{at}") for at in range(3)))
    paths[1].write_text("{", encoding="utf-8")
    monkeypatch.setattr("pipeline.viewer.build.LEAST_SHARED", 1)
    monkeypatch.setattr("pipeline.viewer.build.cores", lambda: 2)
    with pytest.raises(StoreError, match="e1"):
        build(paths, tmp_path / "site")
