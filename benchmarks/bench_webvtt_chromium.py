"""Read every WebVTT file of a folder with our reader and with Chromium's `<track>`, and say where the two differ.

    python -m benchmarks.bench_webvtt_chromium FOLDER

Compared are the cues' identifiers and texts, ruby readings left out (Chromium counts them as text, we do not).
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from pipeline.errors import FormatError
from pipeline.formats import decode, vtt
from pipeline.model import Lang
from tests.browser.conftest import start
from tests.players.matrix import served

SCRIPT = """
const [url, done] = arguments;
const video = document.createElement('video'), track = document.createElement('track');
track.src = url;
track.addEventListener('error', () => done(null));
track.addEventListener('load', () => done([...track.track.cues].map(cue => {
  const tree = cue.getCueAsHTML();
  tree.querySelectorAll('rt').forEach(reading => reading.remove());
  return [cue.id, tree.textContent];
})));
video.append(track);
track.track.mode = 'hidden';
"""


def ours(path: Path) -> tuple[list[tuple[str, str]] | None, set[str]]:
    """Identifiers and texts of our cues, None when refused; and the codes of what we reported."""
    try:
        track, findings = vtt.read(decode(path.read_bytes())[0], name=path.name, lang=Lang.EN)
    except FormatError:
        return None, {"refused"}
    return sorted((cue.name, cue.text) for cue in track.cues), {found.code for found in findings}


def main(arguments: list[str]) -> int:
    """Print the files that differ and the totals."""
    same = reported = silent = 0
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as profile, served(Path(folder)) as url:
        driver = start(Path(profile))
        driver.set_script_timeout(30)
        driver.get(f"{url}/")
        for path in sorted(Path(arguments[0]).glob("*.vtt")):
            shutil.copy(path, Path(folder) / "x.vtt")
            seen = driver.execute_async_script(SCRIPT, f"{url}/x.vtt?{path.name}")
            theirs = None if seen is None else sorted((key, text) for key, text in seen)
            mine, codes = ours(path)
            if mine == theirs:
                same += 1
                continue
            reported += bool(codes)
            silent += not codes
            counts = [("refused" if cues is None else f"{len(cues)} cues") for cues in (theirs, mine)]
            print(f"{path.name[:55]:55} Chromium {counts[0]:9} ours {counts[1]:9} {', '.join(sorted(codes))}")
        driver.quit()
    print(f"{same} the same, {reported} different and reported as findings, {silent} different without a finding")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
