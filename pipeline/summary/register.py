"""One register for a Japanese summary: every sentence ends politely (です・ます), without talk at its end."""

from __future__ import annotations

import re
from typing import Any

from pipeline.wording.words import tokens

_CHAT = re.compile(r"(?:よね|(?:です|ます|でした|ました|ません)(?:よ|ね|し)|のね)(?=。?$)")
_CHAT_TAIL = re.compile(r"(?:よね|よ|ね|し)(?=[。]?$)")
_POLITE = re.compile(
    r"(?:です|ます|ました|ません|でした|ませんでした|でしょう|ましょう|ください|ございます|ですか|ますか|でしょうか)[。？！」』）]*$"
)
_SENTENCE = re.compile(r"(?:「[^」]*」|『[^』]*』|（[^）]*）|[^。])+(?:。|$)|。")
_GODAN = {"カ": "き", "ガ": "ぎ", "サ": "し", "タ": "ち", "ナ": "に", "バ": "び", "マ": "み", "ラ": "り", "ワア": "い"}


_EXPLAINS = re.compile(r"(?P<body>.*?)(?P<na>な)?(?:の|ん|わけ)(?P<end>です|でした)(?P<mark>[。！!]?)", re.DOTALL)


_SHORT_IRU = re.compile(r"(?<=[てで])ます(?=[。！]?$)")


def is_polite(text: str) -> bool:
    """True when a Japanese sentence ends in です・ます or a kin of it.

    >>> is_polite("重要です。"), is_polite("重要だ。")
    (True, False)
    """
    return bool(_POLITE.search(text))


def polite_text(text: str) -> str:
    """Every sentence of a text ending in です・ます; what stands in quotation marks is left as it was said.

    >>> polite_text("山の運び方で決まる。配送係は「急げ。遅い。」と言った。")
    '山の運び方で決まります。配送係は「急げ。遅い。」と言いました。'
    """
    return "".join(polite(part) for part in _SENTENCE.findall(text))


def polite(text: str) -> str:
    """The sentence ending in です・ます; unchanged where its last words cannot be turned safely.

    >>> polite("成功につながる。"), polite("話が終わった。"), polite("書く事だ。"), polite("できない。")
    ('成功につながります。', '話が終わりました。', '書く事です。', 'できません。')
    >>> polite("だから、それが重要なんですよね。")
    'だから、それが重要です。'
    """
    text = text.strip()
    if _CHAT.search(text):
        text = _CHAT_TAIL.sub("", text, count=1)
    text = _told(_whole(text))
    found = re.fullmatch(r"(?s)(.*?)([。！!.．]*)", text)
    body, mark = (found.group(1), found.group(2)) if found else (text, "")
    if not body or is_polite(body) or body[-1] in "？?」』）)":
        return text
    return _turned(body) + (mark or "。")


def _whole(text: str) -> str:
    """やってます as やっています; 育てます has no such ending and stays."""
    found = _SHORT_IRU.search(text)
    if not found or [word.feature.lemma for word in tokens(text[: found.end()])][-2:] != ["てる", "ます"]:
        return text
    return f"{text[: found.start()]}い{text[found.start() :]}"


def _told(text: str) -> str:
    """What explains (のです, んです) as plain telling, where the words before it allow that (動くのです: 動きます)."""
    found = _EXPLAINS.fullmatch(text)
    if not found or not found["body"] or found["end"] == "でした":
        return text
    body, mark = found["body"], found["mark"]
    words = tokens(body)
    last = words[-1].feature
    if found["na"]:
        return f"{body}です{mark}" if last.pos1 in ("名詞", "形状詞", "接尾辞", "代名詞", "助詞") else text
    if last.pos1 not in ("動詞", "助動詞", "形容詞"):
        return text
    turned = _turned(body)
    return f"{turned}{mark}" if turned != body and is_polite(turned) else text


def _turned(body: str) -> str:
    words = tokens(body)
    last = words[-1]
    kind, form = str(last.feature.cType or ""), str(last.feature.cForm or "")
    before = body[: len(body) - len(last.surface)]
    if last.surface == "だ":
        return before + "です"
    if last.surface == "だろう":
        return before + "でしょう"
    if last.surface == "た" and len(words) > 1:
        return _past(before, words[-2]) or body
    if last.surface == "だ" or kind == "助動詞-ダ":
        return body
    if last.surface == "いる" and len(words) > 1 and words[-2].surface in ("て", "で"):
        return before + "います"
    if last.surface == "ない" and len(words) > 1 and words[-2].feature.pos1 == "動詞":
        return _masu(before[: len(before) - len(words[-2].surface)], words[-2], "ません") or body
    if last.surface == "ある" and len(words) > 1 and words[-2].surface == "で":
        return before.removesuffix("で") + "です"
    if last.feature.pos1 == "形容詞" and form.startswith("終止形"):
        return body + "です"
    if last.feature.pos1 in ("名詞", "接尾辞", "代名詞", "形状詞") and kind in ("*", ""):
        return body + "です"
    if last.feature.pos1 == "動詞" and form.startswith(("終止形", "連体形")):
        return _masu(before, last, "ます") or body
    return body


def _past(before: str, word: Any) -> str:
    head = before[: len(before) - len(word.surface)]
    if word.surface == "だっ":
        return head + "でした"
    if word.surface in ("なかっ", "かっ") or word.feature.pos1 == "形容詞":
        return before + "たです"
    return _masu(head, word, "ました") if word.feature.pos1 == "動詞" else ""


def _masu(head: str, word: Any, ending: str) -> str:
    """`head` + the verb's polite form, empty when the verb's class is not one we turn."""
    kind, base = str(word.feature.cType or ""), str(word.feature.orthBase or "")
    if kind.startswith("五段-"):
        stem = _GODAN.get(kind.removeprefix("五段-").removesuffix("行"), "")
        return f"{head}{base[:-1]}{stem}{ending}" if stem and base else ""
    if kind.startswith(("上一段", "下一段")) and base.endswith("る"):
        return f"{head}{base[:-1]}{ending}"
    if kind.startswith("サ行変格") and base.endswith("する"):
        return f"{head}{base[:-2]}し{ending}"
    if kind.startswith("カ行変格") and base in ("来る", "くる"):
        return f"{head}{'来' if base == '来る' else 'き'}{ending}"
    return ""
