"""Rules a translation should keep, each a small function with a name that shows in reports.

A guard says what is broken, never what to do. `HARD` guards name faults that make a forced rendering unacceptable;
the others weigh against a hypothesis. Measured figures: docs/guards.md.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from pipeline.model import Lang, Pair
from pipeline.wording import numbers, sizes
from pipeline.wording.register import Register, registers

_JA = re.compile(r"[\u3005\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u9fff]")
_EN_WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")


@dataclass(frozen=True)
class Case:
    """One translation to judge. `terms` are renderings that may stand in it as they are."""

    source: str
    target: str
    pair: Pair
    terms: tuple[str, ...] = ()
    register: Register = Register.POLITE

    @cached_property
    def source_words(self) -> tuple[str, ...]:
        """Words of an English source, in order."""
        return tuple(_EN_WORD.findall(self.source.replace("’", "'")))

    @cached_property
    def size(self) -> int:
        """Letters, digits and kana of the target."""
        return sum(map(str.isalnum, self.target))


@dataclass(frozen=True, slots=True)
class Guard:
    """A named rule; `weight` is what breaking it costs a hypothesis, in units of the decoder's score."""

    name: str
    broken: Callable[[Case], bool]
    weight: float
    hard: bool = False


@lru_cache(maxsize=1_024)  # a sentence is judged once for each of its hypotheses: what only it decides is kept
def _letters(source: str) -> int:
    return sum(map(str.isalnum, source))


@lru_cache(maxsize=1_024)
def _denied(source: str) -> bool:
    """The source denies something, tags and set phrases left out."""
    return bool(_NOT_EN.search(_TAG_EN.sub(" ", source)))


@lru_cache(maxsize=1_024)
def _may_deny(source: str) -> bool:
    """The source has a word that a denial may come from."""
    return bool(_DENIES.search(source))


def empty(case: Case) -> bool:
    """Nothing was said: no letter or kana in the target though the source has some."""
    return case.size == 0 and any(char.isalnum() for char in case.source)


def too_short(case: Case) -> bool:
    """So short that something is missing: a sentence of eight words or more in under 0.16 characters a letter."""
    letters = _letters(case.source)
    if case.pair.target is Lang.JA:
        return len(case.source_words) >= 8 and case.size < 0.16 * letters
    return letters >= 16 and case.size < 0.8 * letters


def too_long(case: Case) -> bool:
    """So long that something was made up: more than 1.15 characters a letter, or a short cry turned to a sentence."""
    letters = _letters(case.source)
    if case.pair.target is Lang.JA:
        return case.size > 1.15 * letters + 8
    return case.size > 6 * letters + 20


def repetition(case: Case) -> bool:
    """The same stretch three times running, or one longer stretch of six characters three times over."""
    target = case.target
    if re.search(r"(.{2,30}?)[、。\s]?(?:\1[、。\s]?){2,}", target) and not _said_thrice(case.source):
        return True
    if re.search(r"([^\W\d])\1{4,}", target):
        return True
    seen = Counter(target[at : at + 6] for at in range(len(target) - 5))
    return any(
        count >= 3
        and 6 * count >= _LOOP_SHARE * len(target)
        and sum(char.isalnum() for char in piece) >= 5
        and not _often(case, piece)
        for piece, count in seen.items()
    )


_LOOP_SHARE = 0.3  # three mentions in a long sentence are a theme, not a loop


def _said_thrice(source: str) -> bool:
    return bool(re.search(r"\b(\w+)\W+(?:\1\b\W*){2,}", source, re.IGNORECASE))


def _often(case: Case, piece: str) -> bool:
    return any(piece in term for term in case.terms)


def doubled(case: Case) -> bool:
    """A clause of five characters or more said twice running, though the source says nothing twice."""
    if not re.search(r"([^、。\s]{5,40})[、。]?\1", case.target):
        return False
    return not re.search(r"\b(\w+)\W+\1\b", case.source, re.IGNORECASE)


def leftover_english(case: Case) -> bool:
    """An English word that is no name stands in the Japanese: in lower case, and not part of a known rendering."""
    if case.pair.target is not Lang.JA:
        return False
    return bool(leftover_words(case))


def leftover_words(case: Case) -> tuple[str, ...]:
    """The words `leftover_english` objects to, in order."""
    hidden = case.target
    for term in sorted(case.terms, key=len, reverse=True):
        hidden = hidden.replace(term, " ")
    hidden = re.sub(r"\S+@\S+|https?://\S+|\b[\w-]+\.(?:com|org|net|io|ai|dev|jp|py|js)\b", " ", hidden)
    if not _LATIN.search(hidden):
        return ()
    allowed = _names(case.source, case.source_words)
    found = []
    for word in re.finditer(r"(?<![A-Za-zÀ-ɏ0-9])[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’-]*", hidden):
        text = word.group().strip("'’-")
        lower = sum(char.islower() for char in text)
        known = all(part in allowed or f"{part}s" in allowed for part in text.split("-"))
        if known or not text.isascii() or text.lower() in _UNIT_SIGNS or re.match(r"[A-Z]-[A-Z]", text):
            continue
        foreign = text[0].isupper() and text.lower() not in case.source.lower()  # the engine's own spelling of a name
        if lower >= 2 and (text.lower() in _COMMON or not (foreign or text in allowed)):
            found.append(text)
    return tuple(found)


_COMMON = frozenset(
    "the and but welcome where what when why how this that these those with from for you we they it is are was were"
    " be have has not all some there here then so if or as at by in on to of a an".split()
)


_LATIN = re.compile("[A-Za-zÀ-ɏ]")
_COMMON_ENDING = re.compile(r"(?:ing|ly|ed|tion|ments?|ness|able|ful|[a-z]s)\Z")
_UNIT_SIGNS = frozenset("km kg cm mm mi ft lb oz gb mb kb tb hz khz mhz ghz kwh mw px fps ms ns am pm vs".split())


@lru_cache(maxsize=1_024)  # a sentence is judged once for each of its hypotheses
def _names(source: str, words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for word in words if _name_like(word, source))


def _name_like(word: str, source: str) -> bool:
    """A word with a capital that does not only begin a sentence, or with an inner capital."""
    if any(char.isupper() for char in word[1:]):
        return True
    if not word[:1].isupper():
        return False
    if re.search(rf"[^.?!\s]\s+[\"“(]?{re.escape(word)}\b", source):
        return True
    return word.lower() not in _COMMON and not _COMMON_ENDING.search(
        word
    )  # it begins the sentence: as like a name as not


_PAGE = re.compile(
    r"お問い?合わせ|プライバシーポリシー|利用規約|サイトマップ|ログイン|カートに|送料|新着情報|詳細はこちら|会員登録|トップページ"
)
_PAGE_SAID = re.compile(
    r"contact|inquir|enquir|privacy|terms|site ?map|log ?in|sign ?(?:in|up)|cart|shipping|member", re.I
)


def web_page(case: Case) -> bool:
    """Words of a web page (contact form, log-in, shipping) that nobody said: what engines invent for short cries."""
    return bool(_PAGE.search(case.target)) and not _PAGE_SAID.search(case.source)


def untranslated(case: Case) -> bool:
    """The target has nothing of the target language, though the source is more than a name."""
    if case.pair.target is Lang.JA:
        lower = [word for word in case.source_words if word[0].islower()]
        return not _JA.search(case.target) and len(lower) >= 2
    return bool(_JA.search(case.target))


def number(case: Case) -> bool:
    """A number of the source stands nowhere in the target."""
    if case.pair.target is Lang.JA:
        return next(numbers.missing(case.source, case.target), None) is not None
    there = {item.value for item in numbers.english(case.target)}
    digits = re.sub(r"[,\s]", "", case.target)
    return any(
        item.value not in there and str(int(item.value)) not in digits
        for item in numbers.japanese(case.source)
        if item.value >= 10
    )


_UNITS = (
    (re.compile(r"\d ?%|\bper ?cent\b", re.IGNORECASE), re.compile(r"[%％]|パーセント|割|ポイント")),
    (re.compile(r"\$\d|\bdollars?\b", re.IGNORECASE), re.compile(r"ドル|\$|＄|米貨|円")),
    (re.compile(r"€\d|\beuros?\b", re.IGNORECASE), re.compile(r"ユーロ|€|欧州")),
)


def unit(case: Case) -> bool:
    """Percent, dollars or euros of the source are gone."""
    if case.pair.target is not Lang.JA:
        return False
    return any(said.search(case.source) and not kept.search(case.target) for said, kept in _UNITS)


_LINK = re.compile(r"https?://\S+|\b[\w.+-]+@[\w-]+\.\w+|\b[\w-]+\.(?:com|org|net|io|ai|dev)\b(?:/\S*)?", re.IGNORECASE)


def link(case: Case) -> bool:
    """A web or mail address of the source is not in the target as it stood."""
    return any(found.group().rstrip(".,!?)") not in case.target for found in _LINK.finditer(case.source))


_NOT_EN = re.compile(
    r"\b(?:not|never|nobody|nothing|nowhere|neither|none|cannot|without|"
    r"(?:do|does|did|is|are|was|were|has|have|had|wo|would|ca|could|should|must|ai|need)n['’]t)\b",
    re.IGNORECASE,
)
_TAG_EN = re.compile(
    r"(?:,\s*)?\b(?:is|are|was|were|do|does|did|has|have|wo|ca|would|could|should)n['’]t\s+"
    r"(?:it|that|they|we|you|he|she|i|there)\s*[?.]|"
    r"\b(?:is|are|was|were|do|does|did|wo|ca|would|could|should|have|has)n['’]t (?:you|we|they|it|that|this)\b[^.]*\?|"
    r"\bwhy (?:not|don['’]t)\b|\bno, not\b|\bnot (?:only|just|to mention)\b|\bcan['’]t (?:wait|help)\b|\bif not\b|"
    r"\bnot to\b|\bwhether or not\b|\bor not\b|\bnothing but\b|\bwithout\b|\bnever ?mind\b|\bno doubt\b",
    re.IGNORECASE,
)
_NOT_JA = re.compile(
    r"ない|なかっ|なく|なけれ|なしに?|無[いくしけ]|ません|ませぬ|ず(?:[、。にはもと]|$)|ぬ(?![るれりらけ])|ざる|"
    r"[不非未無否]|まい|いいえ|いや|違[いうっ]|ダメ|駄目|だけで|限らな|以外|じゃな|逆に|避け|失[いうっ敗わ]|ゼロ|反対|"
    r"欠[けい]|足り|難し|むしろ|わけがな|んで(?:もらっては|は)|ストップ|止[めま]|できず|防[ぐいげ]|無縁|嫌"
)


def negation(case: Case) -> bool:
    """The source denies something and the target denies nothing."""
    if case.pair.target is not Lang.JA:
        return False
    return _denied(case.source) and not _NOT_JA.search(case.target)


_DENIES = re.compile(
    r"\b(?:no|nor|hardly|barely|rarely|seldom|few|little|only|lacks?|lacking|loses?|losing|lost|avoid\w*|prevent\w*|fail\w*|"
    r"refus\w*|stop\w*|unless|instead|rather|hard|difficult|impossible|unlike\w*|un\w{4,}|in(?:capable|ability|visible)|"
    r"too|anything but|must|have to|has to|need|needs|should|got to|yet|miss\w*|off|out of|beyond|away|less|free|"
    r"limited|doubt|wrong|enough|until|before|without|than|may|might|maybe|perhaps|could|probably|mean|mere|just|even|"
    r"same|all|every|always|any|anymore|longer|end|over|absent|empty|silent|ignore\w*|forget|forgot|leave|leaves|left|"
    r"never|nothing|nobody|none|not|cannot|\w+n['’]t)\b",
    re.IGNORECASE,
)
_ENDS_IN_NOT = re.compile(
    r"(?<!かもし)(?<!かも知)(?:ません(?:でした)?|(?<![少危])(?:ない|なかった)(?:でしょう|のです|んです|です)?)(?:ね|よ|よね)?。"
)
_NOT_REALLY = re.compile(
    r"(?:なければ|なくては|なきゃ|ほかなり|違いあり|違いない|すぎ|過ぎ|だけでは|だけじゃ|わけでは|ばかりでは|しか[^。]*|すみ|いけ|なり|"
    r"ざるを得|限り|構い|かまい|のみでは|問題|間違い)(?:ません|ない)"
)


def negation_added(case: Case) -> bool:
    """The source denies nothing, in any of the words that can, and a sentence of the target ends in a denial."""
    if case.pair.target is not Lang.JA or case.source.rstrip().endswith("?") or _may_deny(case.source):
        return False
    target = case.target if case.target.endswith("。") else case.target + "。"
    return bool(_ENDS_IN_NOT.search(_NOT_REALLY.sub("", target)))


def size(case: Case) -> bool:
    """Billions, millions or hundreds of thousands came out as something smaller."""
    return case.pair.target is Lang.JA and sizes.wrong(case.source, case.target)


def anata(case: Case) -> bool:
    """あなた though nobody said you."""
    if case.pair.target is not Lang.JA or not re.search(r"あなた|貴方|アナタ", case.target):
        return False
    return not re.search(r"\b(?:you|your|yours|yourself|yourselves|you['’]\w+)\b", case.source, re.IGNORECASE)


def register(case: Case) -> bool:
    """A sentence ends in the other register than the speaker's."""
    if case.pair.target is not Lang.JA:
        return False
    wrong = Register.PLAIN if case.register is Register.POLITE else Register.POLITE
    return wrong in registers(case.target)


_HALF_MARK = re.compile(rf"(?<={_JA.pattern})\s*[,.!?:;()]|[,!?:;()]\s*(?={_JA.pattern})|[,.]\Z")


def half_width(case: Case) -> bool:
    """A half-width mark beside Japanese."""
    return case.pair.target is Lang.JA and bool(_HALF_MARK.search(case.target)) and bool(_JA.search(case.target))


def brackets(case: Case) -> bool:
    """Brackets or quotes that do not pair, though the source's do."""
    if case.source.count('"') % 2 or case.source.count("“") != case.source.count("”"):
        return False
    for opening, closing in ("「」", "『』", "（）", "()", "【】"):
        if case.target.count(opening) != case.target.count(closing):
            return True
    return False


def question(case: Case) -> bool:
    """A question that came out as a statement."""
    if case.pair.target is not Lang.JA or not case.source.rstrip(" \"'”’").endswith("?"):
        return False
    return not re.search(
        r"[？?]|か(?:ね|な|しら)?[。」』）]*\Z|(?:の|ですって|でしょう|だろう|よね|かも|でしょ)[。」』）]*\Z|か[、。」]",
        case.target,
    )


def odd_script(case: Case) -> bool:
    """Characters neither language uses: Hangul, Cyrillic, Thai, replacement characters, control characters."""
    return bool(re.search(r"[\u0400-\u04ff\u0600-\u06ff\u0e00-\u0e7f\uac00-\ud7af\ufffd\u0000-\u001f]", case.target))


GUARDS: tuple[Guard, ...] = (
    Guard("empty", empty, 5.0, hard=True),
    Guard("untranslated", untranslated, 4.0, hard=True),
    Guard("web-page", web_page, 2.0, hard=True),
    Guard("repetition", repetition, 3.0, hard=True),
    Guard("odd-script", odd_script, 3.0, hard=True),
    Guard("too-short", too_short, 1.0, hard=True),
    Guard("too-long", too_long, 1.5, hard=True),
    Guard("number", number, 0.8, hard=True),
    Guard("link", link, 1.0, hard=True),
    Guard("negation", negation, 0.5, hard=True),
    Guard("negation-added", negation_added, 0.5, hard=True),
    Guard("size", size, 0.5, hard=True),
    Guard("english-left", leftover_english, 1.0, hard=True),
    Guard("doubled", doubled, 1.0, hard=True),
    Guard("unit", unit, 0.5, hard=True),
    Guard("brackets", brackets, 0.5),
    Guard("question", question, 0.2),
    Guard("anata", anata, 0.15),
    Guard("register", register, 0.1),
    Guard("half-width", half_width, 0.1),
)
BY_NAME = {guard.name: guard for guard in GUARDS}


def broken(case: Case, guards: Iterable[Guard] = GUARDS) -> tuple[str, ...]:
    """Names of the guards this translation breaks, in the table's order.

    >>> from pipeline.model import Lang
    >>> pair = Pair(Lang.EN, Lang.JA)
    >>> broken(Case("We bought twenty five thousand chips.", "私たちはchipsを2500個買った.", pair))
    ('number', 'english-left', 'register', 'half-width')
    """
    return tuple(guard.name for guard in guards if guard.broken(case))


def cost(names: Iterable[str]) -> float:
    """What breaking these guards costs a hypothesis."""
    return sum(BY_NAME[name].weight for name in names)


def hard(names: Iterable[str]) -> frozenset[str]:
    """Those of the names whose guard is hard."""
    return frozenset(name for name in names if BY_NAME[name].hard)
