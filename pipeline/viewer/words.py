"""The words of the interface in both languages; a key missing in one language is a failed test, not a blank."""

from __future__ import annotations

from pipeline.model import Lang

WORDS: dict[str, tuple[str, str]] = {
    # key: (English, Japanese)
    "brand": ("Nijimaku", "二字幕"),
    "tagline": ("Podcasts you can follow in English and Japanese", "英語と日本語、ふたつの字幕で聴くポッドキャスト"),
    "other-ui": ("日本語", "English"),
    "interface": ("Language and appearance of this page", "表示言語と外観"),
    "skip": ("Skip to the content", "本文へ移動"),
    "catalogue": ("All episodes", "エピソード一覧"),
    "search-episodes": ("Search episodes", "エピソードを検索"),
    "search-hint": ("Titles, summaries, tags", "タイトル・要約・タグ"),
    "channel": ("Channel", "チャンネル"),
    "tag": ("Tag", "タグ"),
    "language": ("Spoken language", "音声の言語"),
    "all": ("All", "すべて"),
    "english": ("English", "英語"),
    "japanese": ("Japanese", "日本語"),
    "reset": ("Clear filters", "条件を解除"),
    "found": ("{n} episodes", "{n}件のエピソード"),
    "found-one": ("1 episode", "1件のエピソード"),
    "found-none": ("No episode matches.", "該当するエピソードはありません。"),
    "watch-both": ("Watch in two languages", "2ヶ国語で視聴"),
    "duration": ("Duration", "再生時間"),
    "published": ("Published", "公開日"),
    "spoken": ("Languages: spoken, then translated", "言語: 音声、翻訳の順"),
    "overview": ("Overview", "概要"),
    "chapters": ("Chapters", "チャプター"),
    "transcript": ("Transcript", "全文"),
    "entities": ("People and terms", "人物と用語"),
    "mentions": ("Said at", "登場箇所"),
    "more-mentions": ("and {n} more", "ほか{n}か所"),
    "tags": ("Tags", "タグ"),
    "tools": ("Reading tools", "表示の設定"),
    "show": ("Languages shown", "表示する言語"),
    "mode-en": ("English", "英語"),
    "mode-ja": ("Japanese", "日本語"),
    "mode-both": ("Both", "両方"),
    "order": ("Japanese first", "日本語を先に"),
    "columns": ("Two columns", "2列で表示"),
    "furigana": ("Furigana", "ふりがな"),
    "follow": ("Follow playback", "再生に追従"),
    "search": ("Search the transcript", "全文を検索"),
    "hits": ("{i} of {n}", "{n}件中{i}件目"),
    "no-hits": ("Nothing found", "見つかりません"),
    "next": ("Next match", "次の一致"),
    "previous": ("Previous match", "前の一致"),
    "player": ("Player", "プレーヤー"),
    "play": ("Play", "再生"),
    "pause": ("Pause", "一時停止"),
    "position": ("Position", "再生位置"),
    "sentence-back": ("Previous sentence", "前の文"),
    "sentence-on": ("Next sentence", "次の文"),
    "again": ("Repeat this sentence", "この文を繰り返す"),
    "slow": ("Slow (0.75×)", "ゆっくり（0.75倍）"),
    "captions": ("Captions", "字幕"),
    "clock-note": (
        "No recording is linked: the transcript clock plays the captions at the speed of the talk.",
        "音源が設定されていないため、実際の話す速さで字幕だけを再生します。",
    ),
    "media": ("Recording", "音源"),
    "back-to-now": ("Back to the current sentence", "再生中の文へ戻る"),
    "help": ("Keyboard shortcuts", "キーボードショートカット"),
    "help-short": ("Keys", "キー操作"),
    "close": ("Close", "閉じる"),
    "keys-on": ("Use single-key shortcuts", "1文字のショートカットを使う"),
    "key-space": ("Play or pause", "再生・一時停止"),
    "key-arrows": ("Previous / next sentence", "前の文・次の文"),
    "key-r": ("Repeat this sentence", "この文を繰り返す"),
    "key-s": ("Slow", "ゆっくり再生"),
    "key-f": ("Furigana", "ふりがな"),
    "key-123": ("English / Japanese / both", "英語・日本語・両方"),
    "key-o": ("Change the order of the languages", "言語の順を入れ替え"),
    "key-l": ("Follow playback", "再生に追従"),
    "key-slash": ("Search the transcript", "全文を検索"),
    "key-help": ("This list", "この一覧"),
    "theme": ("Appearance", "外観"),
    "theme-auto": ("Automatic", "自動"),
    "theme-light": ("Light", "ライト"),
    "theme-dark": ("Dark", "ダーク"),
    "downloads": ("Subtitle files", "字幕ファイル"),
    "unsure": ("Underlined like this: a translation nobody has checked yet", "このような下線: まだ確認されていない訳"),
    "entity-person": ("Person", "人物"),
    "entity-organization": ("Organization", "組織"),
    "entity-software": ("Software", "ソフトウェア"),
    "entity-concept": ("Concept", "概念"),
    "entity-product": ("Product", "製品"),
    "entity-place": ("Place", "場所"),
    "footer": (
        "Translated offline with Nijimaku. Machine translation may contain mistakes.",
        "二字幕によるオフライン翻訳です。機械翻訳のため、誤りを含むことがあります。",
    ),
}


class Words:
    """The interface in one language: `words["play"]`, or `words("jump", time="1:02")` with values filled in."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self._at = 0 if lang is Lang.EN else 1

    def __getitem__(self, key: str) -> str:
        return WORDS[key][self._at]

    def __call__(self, key: str, **values: object) -> str:
        return self[key].format(**values)
