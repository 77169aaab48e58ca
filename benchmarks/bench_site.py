"""How fast the site is: `python benchmarks/bench_site.py` (needs Chromium and its driver).

Opens a three-hour episode of 4,000 sentences in headless Chromium (time to interactive, scrolling, search) and builds
a catalogue of 1,000 episodes, then again after one of them changed. Best of n where it says so.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipeline import codec  # noqa: E402
from pipeline.model import Bilingual  # noqa: E402
from pipeline.viewer.build import build  # noqa: E402
from pipeline.viewer.serve import make_server  # noqa: E402
from tests.browser.conftest import start, write  # noqa: E402
from tests.viewer.talks import TALK, episode, long_talk  # noqa: E402

SENTENCES, EPISODES, TIMES = 4_000, 1_000, 5
SCROLL = """
const done = arguments[0], times = []; let last = performance.now(), left = 120;
function frame(now) {
  times.push(now - last); last = now; scrollBy(0, 400);
  if (--left) requestAnimationFrame(frame); else done(times);
}
requestAnimationFrame(frame);
"""
SEARCH = """
const field = document.querySelector('#find'), begun = performance.now();
field.value = arguments[0]; field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}));
return [performance.now() - begun, document.querySelectorAll('.s.hit').length];
"""


def page_of_three_hours(folder: Path) -> None:
    """Load, scroll and search times of the long page."""
    talk = long_talk(SENTENCES)
    paths = write(folder / "long", talk)
    begun = time.perf_counter()
    build(paths, folder / "site")
    print(f"build of one episode of {SENTENCES} sentences: {time.perf_counter() - begun:.2f} s")
    made = folder / "site" / talk.id
    sizes = {path.name: path.stat().st_size for path in sorted(made.iterdir())}
    assets = {path.name: path.stat().st_size for path in sorted((folder / "site" / "assets").iterdir())}
    print("bytes:", ", ".join(f"{name} {size:,}" for name, size in (sizes | assets).items()))
    server = make_server(folder / "site", 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    browser = start(folder / "profile")
    try:
        ready, shown = [], []
        for _ in range(TIMES):
            browser.get(f"http://127.0.0.1:{server.server_address[1]}/{talk.id}/")
            ready.append(browser.execute_script("return performance.getEntriesByName('ready')[0].startTime"))
            shown.append(browser.execute_script("return performance.getEntriesByType('paint')[0]?.startTime ?? 0"))
        print(f"interactive after {min(ready):.0f} ms at best, {statistics.median(ready):.0f} ms in the middle of"
              f" {TIMES}; first paint {statistics.median(shown):.0f} ms")
        frames = browser.execute_async_script(SCROLL)
        print(f"scrolling 120 frames of 400 px: median {statistics.median(frames):.1f} ms a frame,"
              f" 95 % under {sorted(frames)[int(len(frames) * .95)]:.1f} ms")
        took, hits = browser.execute_script(SEARCH, "number 39")
        again, _ = browser.execute_script(SEARCH, "数値")
        print(f"first search {took:.0f} ms ({hits} sentences), next search {again:.0f} ms")
    finally:
        browser.quit()
        server.shutdown()


def catalogue(folder: Path) -> None:
    """Build times of the big catalogue."""
    base = episode(TALK * 10)
    many = [
        replace(base, id=f"e-{at:04d}", meta=replace(base.meta, title=Bilingual(f"Episode {at}", f"第{at}回")))
        for at in range(EPISODES)
    ]
    paths = write(folder / "many", *many)
    out = folder / "catalogue"
    for what in ("first build", "nothing changed", "one changed"):
        if what == "one changed":
            paths[500].write_text(codec.dumps(replace(many[500], signature="new")), encoding="utf-8")
        begun = time.perf_counter()
        built = build(paths, out)
        print(f"catalogue of {EPISODES} x {len(base.sentences)} sentences, {what}: {time.perf_counter() - begun:.2f} s"
              f" ({len(built.made)} made)")
    print(f"index.html {(out / 'index.html').stat().st_size:,} bytes")


if __name__ == "__main__":
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}")
    with tempfile.TemporaryDirectory() as name:
        page_of_three_hours(Path(name))
        catalogue(Path(name))
