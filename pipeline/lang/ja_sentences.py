"""Where a Japanese sentence ends in text that carries 。！？ (unmarked text is read by its sentence-final forms)."""

from __future__ import annotations

import re

_MARK = re.compile(r"[。！？!?｡]+[」』）】〉》”’)\]]*")
_INNER = re.compile(r"[」』）】〉》”’)\]]\s*(?:と|って|という|など|や|を|に|は|が|の|も|で|、)")


def cuts(text: str) -> tuple[int, ...]:
    """Offsets after which a new sentence begins, in order; the end of the text is not among them.

    A mark inside closing brackets that a particle follows does not end the sentence.

    >>> cuts("そうです。次は？「行く。」と言った。")
    (5, 8)
    """
    found: list[int] = []
    for match in _MARK.finditer(text):
        end = match.end()
        if end >= len(text.rstrip()):
            break
        if match.group()[-1] in "」』）】〉》”’)]" and _INNER.match(text, end - 1):
            continue
        if _open_brackets(text[:end]):
            continue
        found.append(end)
    return tuple(found)


def _open_brackets(text: str) -> bool:
    """True while a 「 or 『 of the last 200 characters is still open."""
    tail = text[-200:]
    return tail.count("「") > tail.count("」") or tail.count("『") > tail.count("』")


def ends_sentence(part: str) -> bool:
    """True when a stretch of Japanese closes with a sentence mark and no bracket is left open.

    >>> ends_sentence("そうです。"), ends_sentence("「そうです。"), ends_sentence("そして、")
    (True, False, False)
    """
    stripped = part.rstrip()
    closed = any(match.end() == len(stripped) for match in _MARK.finditer(stripped))
    return closed and not _open_brackets(stripped)


# ------------------------------------------------------------------------- text without marks, as recognisers write it

_MARKED_EVERY = 60  # characters to a sentence mark beyond which a text counts as unmarked
_CLOSERS = frozenset({"か", "よ", "ね", "な", "わ", "ぞ", "ぜ", "さ", "の", "かな", "っけ"})
_OPENERS = re.compile(r"でも|だから|だけど|それ[でにからは]|そして|しかし|じゃあ?|では|まず|次に|ただ|つまり|なので")
_POLITE = frozenset({"です", "ます", "でしょう", "ましょう", "ください", "下さい", "ません"})
FILLERS = re.compile(
    r"(?:えーっと|えーと|えっとー?|ええと|あのー+|そのー+|うーんと?|んーと?|(?:えー|えと|あの|まー)(?=[、,\s]))"
    r"[、,\s　]*"
)


def unmarked(text: str) -> bool:
    """True when the text has too few sentence marks to go by.

    >>> unmarked("今日は晴れです。明日は雨です。"), unmarked("それで会社でも使ってるんですけど" * 8)
    (False, True)
    """
    return len(_MARK.findall(text)) * _MARKED_EVERY < len("".join(text.split()))


def final_cuts(text: str) -> tuple[int, ...]:
    """Offsets after which a new sentence begins in unmarked text, judged by sentence-final forms; never the end.

    >>> final_cuts("まず最初に話します会社でも使ってますかまだ高いんですけど")
    (9, 19)
    """
    return tuple(sorted({*cuts(text), *(end for end in _final_ends(text) if end < len(text.rstrip()))}))


def ends_unmarked(text: str, following: str) -> bool:
    """True when unmarked text can stop before `following` (empty: the speaker stops here).

    >>> ends_unmarked("話を聞きました", "次の話です"), ends_unmarked("昨日聞いた", "話です"), ends_unmarked("が", "")
    (True, False, True)
    """
    stripped = text.rstrip()
    if not following or ends_sentence(stripped):
        return True
    return len(stripped) in _final_ends(stripped + following[:24])


def leans_on(text: str) -> bool:
    """True when unmarked text waits for more: it closes with a particle or a form that joins.

    >>> leans_on("雨が降ったので"), leans_on("おはよう れんげ")
    (True, False)
    """
    from pipeline.lang import ja

    words = ja.tokens(text[-40:])
    if not words or text.rstrip().endswith(("、", ",")):
        return bool(words)
    last = words[-1]
    joining = last.pos1 == "助詞" and last.pos2 != "終助詞"
    return joining or last.form.startswith(("連用形", "連体形", "未然形", "仮定形"))


def _final_ends(text: str) -> set[int]:
    from pipeline.lang import ja  # the dictionary is loaded at first use

    found: set[int] = set()
    words = ja.tokens(text)
    for at, word in enumerate(words):
        if word.pos1 not in ("助動詞", "動詞", "形容詞"):
            continue
        past = word.surface == "た" and at > 0 and words[at - 1].surface in ("まし", "でし")
        polite = past or word.surface in _POLITE  # polite forms hardly ever stand before the noun they describe
        if not polite and not word.form.startswith(("終止形", "命令形", "意志推量形")):
            continue
        last = at
        while last + 1 < len(words) and words[last + 1].pos1 == "助詞" and words[last + 1].surface in _CLOSERS:
            last += 1
        after = words[last + 1] if last + 1 < len(words) else None
        if after is None:
            found.add(words[last].end)
            continue
        opens = bool(_OPENERS.match(text, after.start)) or after.pos1 in ("接続詞", "感動詞")
        if opens:
            pass
        elif after.pos1 in ("助詞", "助動詞", "接尾辞", "補助記号") or (at and words[at - 1].pos2 == "係助詞"):
            continue
        closed = last > at and words[last].surface in _CLOSERS
        blank = words[last].end < after.start
        if polite or closed or opens or blank:
            found.add(words[last].end)
    return found


def without_fillers(text: str) -> str:
    """The text without えーと and its like; unchanged when nothing else would be left.

    >>> without_fillers("えーと、今日はあのー雨です"), without_fillers("えーと")
    ('今日は雨です', 'えーと')
    """
    kept = FILLERS.sub("", text)
    return kept if kept.strip("、。,. 　") else text
