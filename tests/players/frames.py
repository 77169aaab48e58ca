"""Frames drawn by real players: FFmpeg with libass, and mpv. A frame is an array of grey values."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

WIDTH, HEIGHT = 960, 540
BACKGROUND = "0x203040"
Grey = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Box:
    """Where something is drawn, in pixels; empty when left == right."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def empty(self) -> bool:
        """True when nothing is drawn."""
        return self.left >= self.right

    def touches(self, other: Box) -> bool:
        """True when the two share a pixel."""
        return not (
            self.right <= other.left or other.right <= self.left or self.bottom <= other.top or other.bottom <= self.top
        )

    def inside(self, margin: int) -> bool:
        """True when it keeps this far from every edge of the frame."""
        return (
            self.left >= margin
            and self.top >= margin
            and self.right <= WIDTH - margin
            and self.bottom <= HEIGHT - margin
        )


def _grey(command: list[str]) -> tuple[Grey, str]:
    made = subprocess.run(command, capture_output=True, check=True)
    return np.frombuffer(made.stdout, dtype=np.uint8).reshape(HEIGHT, WIDTH), made.stderr.decode(errors="replace")


def ffmpeg(path: Path, at_s: float, *, png: Path | None = None) -> tuple[Grey, str]:
    """The frame FFmpeg draws at an instant with this subtitle file, and libass's log. `png` also keeps the picture."""
    name = "ass" if path.suffix == ".ass" else "subtitles"
    filters = f"setpts=PTS+{at_s:.3f}/TB,{name}=filename={path}"
    source = ["-f", "lavfi", "-i", f"color=c={BACKGROUND}:s={WIDTH}x{HEIGHT}:r=25:d=1"]
    base = ["ffmpeg", "-v", "verbose", "-y", *source, "-vf", filters, "-frames:v", "1"]
    if png is not None:
        subprocess.run([*base, str(png)], capture_output=True, check=True)
    return _grey([*base, "-f", "rawvideo", "-pix_fmt", "gray", "-"])


def mpv(path: Path, at_s: float, folder: Path) -> Grey:
    """The frame mpv draws at an instant with this subtitle file; its picture stays in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    source = f"av://lavfi:color=c={BACKGROUND}:s={WIDTH}x{HEIGHT}:r=5:d={at_s + 2:.0f}"
    subprocess.run(
        [
            *("mpv", "--no-config", "--really-quiet", "--no-audio", "--vo=image", "--vo-image-format=png"),
            *(f"--vo-image-outdir={folder}", f"--start={at_s:.3f}", "--hr-seek=yes", "--frames=1"),
            *(f"--sub-file={path}", source),
        ],
        capture_output=True,
        check=True,
        timeout=120,
    )
    picture = sorted(folder.glob("*.png"))[0]
    return _grey(["ffmpeg", "-v", "error", "-i", str(picture), "-f", "rawvideo", "-pix_fmt", "gray", "-"])[0]


def drawn(frame: Grey, blank: Grey) -> Box:
    """Bounding box of what differs from the blank frame."""
    rows, columns = np.nonzero(np.abs(frame.astype(int) - blank.astype(int)) > 24)
    if not len(rows):
        return Box(0, 0, 0, 0)
    return Box(int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)


def blank() -> Grey:
    """The background alone."""
    source = ["-f", "lavfi", "-i", f"color=c={BACKGROUND}:s={WIDTH}x{HEIGHT}:r=25:d=1"]
    return _grey(["ffmpeg", "-v", "error", *source, "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray", "-"])[0]
