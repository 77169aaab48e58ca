"""A change of a text as it is shown, carried over to the text behind it, which has marks that are not shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate, pairwise

_UNSHOWN = frozenset("、。，．")


def transplant(parts: Sequence[str], joiner: str, old: Sequence[str], new: Sequence[str]) -> list[str]:
    """The parts with the change from `old` to `new` applied, where the `old` cues are their text as shown.

    As many new cues as old ones are the same cues, each compared with its own. A mark that is not shown where a line
    or a cue ends stays where it was, whatever changed beside it.

    >>> transplant(["推論、つまり実行です。", "次です。"], "", ["推論 つまり実行です次です"], ["推論 つまり推しです次"])
    ['推論、つまり推しです。', '次。']
    >>> transplant(["推論を研究し、実行します。"], "", ["推論を研究し", "実行します"], ["推論を探り", "実行します"])
    ['推論を探り、実行します。']
    """
    shown = joiner.join(cue.replace("\n", "") for cue in old)
    whole = joiner.join(parts)
    place, matched = _places(shown, whole)
    there = {place[at] for at in matched}
    bounds = []
    at = 0
    for part in parts:
        bounds.append((at, at + len(part)))
        at += len(part) + len(joiner)
    pieces: list[list[str]] = [[] for _ in parts]

    def owner(offset: int) -> int:
        return max(index for index, (start, _) in enumerate(bounds) if start <= offset or index == 0)

    def hidden(offset: int) -> str:
        """The mark at this offset if it is not shown."""
        return whole[offset] if offset < len(whole) and offset not in there and whole[offset] in _UNSHOWN else ""

    done = 0

    def copy(until: int) -> None:
        nonlocal done
        for index, (start, end) in enumerate(bounds):
            left, right = max(start, done), min(end, until)
            if left < right:
                pieces[index].append(whole[left:right])
        done = max(done, until)

    for change in _changes(old, new, len(joiner)):
        a0, a1, come = change.start, change.end, change.come
        if a0 == a1:
            follows = a0 > 0 and a0 - 1 in matched and not change.opens  # right after a character, before a mark
            start = end = place[a0 - 1] + 1 if follows else place[a0]
            home = owner(start if not follows and a0 in matched else max(start - 1, 0))
        else:
            start = place[a0]
            end = place[a1 - 1] + 1 if a1 - 1 in matched else place[a1]
            home = owner(start)
        before, after = hidden(start - 1) if start else "", hidden(end)
        if come:
            come = come.lstrip() if before else come
            come = come.rstrip() if after else come
        elif change.joins:
            start, end = start - len(before), end + len(after) if not before else end
        elif after and (before or any(start == first for first, _ in bounds)):
            if before in "、，" and before and after in "。．":  # of two marks left together the stronger one stays
                start -= 1
            else:
                end += 1
        copy(start)
        pieces[home].append(come)
        done = max(done, end)
    copy(len(whole))
    return ["".join(piece) for piece in pieces]


@dataclass(frozen=True, slots=True)
class _Change:
    """`shown[start:end]` gave way to `come`. `opens`: what came begins a line that was there before; `joins`: it went
    together with the line end beside it."""

    start: int
    end: int
    come: str
    opens: bool = False
    joins: bool = False


def _changes(old: Sequence[str], new: Sequence[str], glue: int) -> Iterator[_Change]:
    """Every change, at offsets into the old cues joined without line ends; changes of blanks alone are left out.

    Line ends are not compared, since they may have moved; they only say where in a changed stretch a line ended.
    """
    if len(old) != len(new):
        old, new = ["\n".join(old)], ["\n".join(new)]
    base = 0
    for number, (one, other) in enumerate(zip(old, new, strict=True)):
        (before, ends), (after, new_ends) = _bare_lines(one), _bare_lines(other)
        if number:
            ends, new_ends = ends | {0}, new_ends | {0}
        for tag, a0, a1, b0, b1 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            if tag == "equal":
                continue
            cuts = [a0, *sorted(at for at in ends if a0 < at < a1), a1]
            new_cuts = [b0, *sorted(at for at in new_ends if b0 < at < b1), b1]
            if len(cuts) != len(new_cuts):
                cuts, new_cuts = [a0, a1], [b0, b1]
            for (left, right), (new_left, new_right) in zip(pairwise(cuts), pairwise(new_cuts), strict=True):
                gone, come = before[left:right], after[new_left:new_right]
                if not gone.strip() and not come.strip():
                    continue
                while gone[:1].isspace() and come[:1].isspace():
                    gone, come, left = gone[1:], come[1:], left + 1
                while gone[-1:].isspace() and come[-1:].isspace():
                    gone, come, right = gone[:-1], come[:-1], right - 1
                joins = bool(ends & {left, right}) and new_left not in new_ends and left > 0 and right < len(before)
                opens = left in ends and new_left in new_ends
                yield _Change(base + left, base + right, come, opens, joins)
        base += len(before) + glue


def _bare_lines(text: str) -> tuple[str, set[int]]:
    """The text without its line ends, and the offsets where they stood."""
    lines = text.split("\n")
    return "".join(lines), set(accumulate(map(len, lines[:-1])))


def _places(old: str, whole: str) -> tuple[list[int], set[int]]:
    """For each offset of `old`, the offset in `whole` where that character stands (or would stand), and which do stand
    there: a speaker's label, for one, does not."""
    matched: set[int] = set()
    place = [0] * (len(old) + 1)
    at = 0
    last = 0
    for a, b, size in SequenceMatcher(None, old, whole, autojunk=False).get_matching_blocks():
        while at < a:
            place[at] = last
            at += 1
        for step in range(size):
            place[a + step] = b + step
            matched.add(a + step)
        if size:
            at, last = a + size, b + size
    while at < len(old):
        place[at] = last
        at += 1
    place[len(old)] = len(whole) if not old or place[len(old) - 1] + 1 >= len(whole) else place[len(old) - 1] + 1
    return place, matched
