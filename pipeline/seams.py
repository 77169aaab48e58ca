"""What stood at the line and cue ends of a target track: the subtitle style shows a space for 、 and 。, and at a line
end not even that. The neutral texts of the sentences still know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from pipeline.formats.podcast import flat
from pipeline.lang import style
from pipeline.model import Cue, Episode, Lang, Track
from pipeline.timing.texts import joiner

_STYLES = (
    ("subtitle-ja", "full"), ("subtitle-ja", "half"), ("subtitle-ja", "none"),
    ("transcript-ja", "full"), ("neutral", "full"),
)  # fmt: skip


def groups(cues: Sequence[Cue]) -> list[tuple[Cue, ...]]:
    """Runs of cues that share sentences with each other, in order."""
    found: list[list[Cue]] = []
    seen: set[str] = set()
    for cue in cues:
        if found and seen & set(cue.sentence_ids):
            found[-1].append(cue)
            seen |= set(cue.sentence_ids)
        else:
            found.append([cue])
            seen = set(cue.sentence_ids)
    return [tuple(group) for group in found]


def candidates(episode: Episode) -> dict[str, tuple[str, ...]]:
    """For each sentence the texts it may show: the chosen one first, then the engine's others."""
    return {
        one.sentence_id: tuple(" ".join(text.split()) for text in (one.text, *(each.text for each in one.alternatives)))
        for one in episode.translations
    }


def shown(cues: Sequence[Cue], texts: Mapping[str, Sequence[str]], lang: Lang) -> tuple[dict[str, str], str]:
    """The neutral text that each sentence of a group of cues shows, and the styled text of all of them in one line.

    Where the cues show something else (an editor's cue, a translation changed since), the chosen texts and their style.
    """
    keys = [key for key in dict.fromkeys(key for cue in cues for key in cue.sentence_ids) if texts.get(key)]
    chosen = {key: texts[key][0] for key in keys}
    if lang is not Lang.JA:
        return chosen, joiner("", lang).join(chosen.values())
    letters = _letters("".join(cue.text for cue in cues))
    lines = [line for cue in cues for line in cue.text.split("\n")]
    found: tuple[dict[str, str], str] | None = None
    for name, mark_space in _STYLES:
        picked = _fitting([texts[key] for key in keys], letters, name, mark_space)
        if picked is None:
            continue
        here = dict(zip(keys, picked, strict=True)), _styled(picked, name, mark_space)
        if all(line in here[1] for line in lines):
            return here
        found = found or here
    return found or (chosen, _styled(list(chosen.values()), *_STYLES[0]))


def _fitting(choices: Sequence[Sequence[str]], letters: str, name: str, mark_space: str) -> tuple[str, ...] | None:
    """One text a sentence so that all of them in the style are these letters; earlier choices first."""
    reached: dict[int, tuple[str, ...]] = {0: ()}
    for texts in choices:
        further: dict[int, tuple[str, ...]] = {}
        for text in texts:
            own = _letters(style.apply(text, name, mark_space).text)
            for at, before in reached.items():
                if letters.startswith(own, at):
                    further.setdefault(at + len(own), (*before, text))
        reached = further
    return reached.get(len(letters))


def _styled(texts: Sequence[str], name: str, mark_space: str) -> str:
    out = ""
    for text in texts:
        out += (joiner(out, Lang.JA) if out else "") + style.apply(text, name, mark_space).text
    return out


def _letters(text: str) -> str:
    return "".join(text.split())


def one_line(track: Track, episode: Episode) -> Track:
    """The episode's target track with every cue in one line: at a line end what the style has within a line there.

    A full-width space where a 。 stood, a half-width one for a 、, nothing inside a phrase. Which blank follows ！ and
    ？ is taken from the lines of the same sentences; where they have none, the full-width one.
    """
    if track.lang is not Lang.JA:
        return track
    texts = candidates(episode)
    cues: list[Cue] = []
    for group in groups(track.cues):
        _, styled = shown(group, texts, track.lang)
        spaces = _spaces("".join(cue.text for cue in group), styled)
        done = 0
        for cue in group:
            cues.append(_joined(cue, spaces[done:]))
            done += len(_letters(cue.text))
    return replace(track, cues=tuple(cues))


def _spaces(text: str, styled: str) -> list[str | None]:
    """For each letter of `text` the blanks in front of it in `styled`, None where that is not known."""
    wanted, letters = _letters(text), _letters(styled)
    gaps: list[str] = []
    blank = ""
    for char in styled:
        if char.isspace():
            blank += char
        else:
            gaps.append(blank)
            blank = ""
    if wanted == letters:
        return [*gaps]
    found: list[str | None] = [None] * len(wanted)
    for a, b, size in SequenceMatcher(None, wanted, letters, autojunk=False).get_matching_blocks():
        found[a + 1 : a + size] = gaps[b + 1 : b + size]
    return found


def _joined(cue: Cue, spaces: Sequence[str | None]) -> Cue:
    """The cue in one line, its marks moved along."""
    if "\n" not in cue.text:
        return cue
    out: list[str] = []
    places = [0]  # of every offset of the old text in the new one
    size = letters = 0
    for at, char in enumerate(cue.text):
        new = char
        if char == "\n":
            known = spaces[letters] if 0 < letters < len(spaces) else None
            new = flat(f"{cue.text[at - 1 : at]}\n{cue.text[at + 1 : at + 2]}")[1:-1] if known is None else known
        letters += not char.isspace()
        out.append(new)
        size += len(new)
        places.append(size)
    marks = tuple(replace(mark, start=places[mark.start], end=places[mark.end]) for mark in cue.marks)
    return replace(cue, text="".join(out), marks=marks)
