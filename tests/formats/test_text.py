"""Bytes to text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.formats.text import GUESSED, clean, decode, looks_double_encoded

JA = "これは字幕です。ソフト、表、予定、十分。\n"
ZH = "这是一个字幕文件，我们在这里谈论开放的网络。\n"


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (JA.encode(), JA, "utf-8"),
        (JA.encode("utf-8-sig"), JA, "utf-8-sig"),
        (b"\xef\xbb\xbf" + JA.encode("utf-8-sig"), JA, "utf-8-sig"),
        (JA.encode("utf-16"), JA, "utf-16"),
        (b"\xfe\xff" + JA.encode("utf-16-be"), JA, "utf-16"),
        (JA.encode("utf-32"), JA, "utf-32"),
        (
            ("1\n00:00:01,000 --> 00:00:02,000\n" + JA).encode("utf-16-le"),
            "1\n00:00:01,000 --> 00:00:02,000\n" + JA,
            "utf-16-le",
        ),
        (JA.encode("cp932"), JA, "cp932"),
        (JA.encode("euc_jp"), JA, "euc_jp"),
        (ZH.encode("gb18030"), ZH, "gb18030"),
        ("déjà vu, naïve “quotes”\n".encode("cp1252"), "déjà vu, naïve “quotes”\n", "cp1252"),
        (b"caf\xe9 \x81\n", "café \x81\n", "latin-1"),
        (b"a\r\nb\rc\n", "a\nb\nc\n", "utf-8"),
        (JA.encode("cp932")[:-2], JA[:-2], "cp932"),
        (b"", "", "utf-8"),
    ],
)
def test_decode(data: bytes, text: str, encoding: str) -> None:
    got, name = decode(data)
    assert name == encoding
    assert got == text


def test_single_faults_do_not_change_the_encoding() -> None:
    data = JA.encode() * 10
    text, encoding = decode(data[:100] + b"\xff" + data[100:])
    assert encoding == "utf-8 with faults"
    assert encoding in GUESSED
    assert text.count("\ufffd") in (1, 2, 3)


def test_twice_encoded_text_is_noticed() -> None:
    assert looks_double_encoded(JA.encode().decode("latin-1") * 2)
    assert not looks_double_encoded(JA)
    assert not looks_double_encoded("Ça, c'est déjà vu à Noël. " * 5)


@given(st.binary(max_size=300))
def test_any_bytes_decode(data: bytes) -> None:
    text, encoding = decode(data)
    assert encoding
    assert "\r" not in text


@given(st.text())
def test_clean_keeps_length_and_is_idempotent(text: str) -> None:
    tidy = clean(text)
    assert len(tidy) == len(text)
    assert clean(tidy) == tidy
    tidy.encode()
