"""One frozen configuration: refusals with advice, all faults at once."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import config as configuration
from pipeline.cli.run import markdown_reference
from pipeline.config import Config, from_toml
from pipeline.errors import ConfigError


def test_defaults_file_and_overrides_in_that_order() -> None:
    text = "[limits.ja]\nmax_lines = 3\ntarget_cps = 5\n"
    config = from_toml(text, overrides=["limits.ja.target_cps=4.5"])
    assert (config.limits.ja.max_lines, config.limits.ja.target_cps, config.limits.ja.hard_cps) == (3, 4.5, 7.0)


def test_unknown_keys_are_refused_with_a_suggestion() -> None:
    with pytest.raises(ConfigError, match=r'unknown key limits.ja.max_line \(did you mean "max_lines"\?\)'):
        from_toml("[limits.ja]\nmax_line = 2")


def test_all_faults_are_listed_at_once() -> None:
    text = 'sauce = "en"\n[limits.ja]\nmax_lines = "two"\n[write]\nformats = [1]\n[retime]\nprofile = "netflx"\n'
    with pytest.raises(ConfigError) as caught:
        from_toml(text)
    for part in ("sauce", "limits.ja.max_lines", "write.formats", 'did you mean "netflix"'):
        assert part in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("override", "says"),
    [
        ("limits.ja.max_lines", "expected section.key=value"),
        ("source.deep=1", "expected a text"),
        ("limits.ja.max_lines=true", "a whole number"),
        ("limits.ja.max_lines=0", "below the least value 1"),
        ("limits.ja.target_cps=nan", "below the least"),
        ("limits.ja.target_cps=inf", "target_cps"),
        ("limits.ja.min_ms=9000", "min_ms 9000 is above max_ms 7000"),
        ("target=en", "source and target are both"),
    ],
)
def test_bad_overrides(override: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        from_toml("", overrides=[override])


def test_broken_toml_names_the_file() -> None:
    with pytest.raises(ConfigError, match=r"my.toml: not valid TOML: "):
        from_toml("limits = [", name="my.toml")


def test_bare_words_and_lists_need_no_quotes_in_a_shell() -> None:
    config = from_toml("", overrides=["write.top=ja", "write.formats=vtt,srt"])
    assert (config.write.top, config.write.formats) == ("ja", ("vtt", "srt"))


def test_fingerprint_follows_the_values() -> None:
    assert Config().fingerprint() == from_toml("").fingerprint()
    assert Config().fingerprint() != from_toml("[limits.ja]\nmax_lines = 1").fingerprint()


@given(st.text(max_size=60))
def test_any_text_is_a_config_or_a_config_error(text: str) -> None:
    with contextlib.suppress(ConfigError):
        assert isinstance(from_toml(text), Config)


def test_the_reference_page_is_the_code(pytestconfig: pytest.Config) -> None:
    page = Path(pytestconfig.rootpath, "docs/config.md").read_text(encoding="utf-8")
    assert page == markdown_reference(list(configuration.reference())), "run `make docs`"


def test_every_knob_says_what_it_does() -> None:
    assert all(len(doc) > 15 for _, _, _, doc in configuration.reference())
