"""Every reason that the desk can show has a name in both languages."""

from pipeline.editor import strings
from pipeline.guards import GUARDS


def test_every_guard_has_a_name_in_both_languages() -> None:
    for lang in ("en", "ja"):
        table = strings.table(lang)
        missing = [guard.name for guard in GUARDS if f"guard_{guard.name}" not in table]
        assert missing == []
