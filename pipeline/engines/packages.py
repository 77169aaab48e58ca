"""Which translation packages there are, and the engine of the one that is asked for.

Places, in the order they are preferred: Nijimaku's own folder (`nijimaku models install` fills it), installed
distributions that declare the entry-point group `nijimaku.models`, the folder of Argos Translate, and last the bundled
default. Nothing here touches the network.
"""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from pipeline.config import TranslateSettings
from pipeline.engines import Engine, argos, causal, pivot
from pipeline.errors import EngineError
from pipeline.model import Pair
from pipeline.registry import suggestion

BUNDLED = "nijimaku-en-ja"
GROUP = "nijimaku.models"
RECORD = argos.RECORD


@dataclass(frozen=True, slots=True)
class PackageInfo:
    """One package as `nijimaku models list` shows it; `fault` says why it cannot be used, empty when it can."""

    name: str
    version: str
    pair: str  # from and to: en-ja; a half of a pivot may say en-de. Empty when damaged
    kind: str  # causal or argos
    licence: str
    origin: str
    size_bytes: int
    path: Path
    place: str  # installed, distribution, argos, bundled or path
    fault: str = ""


def own_folder() -> Path:
    """Where `nijimaku models install` puts packages: $NIJIMAKU_MODELS or nijimaku/models under the user's data."""
    return Path(os.environ.get("NIJIMAKU_MODELS") or _data_home() / "nijimaku" / "models")


def argos_folder() -> Path:
    """Where Argos Translate keeps its packages on this machine; read only."""
    return Path(os.environ.get("ARGOS_PACKAGES_DIR") or _data_home() / "argos-translate" / "packages")


def _data_home() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def describe(path: Path, *, place: str = "path") -> PackageInfo:
    """What lies at `path`. Raises EngineError when it is no package of either kind."""
    if path.is_dir() and (path / "package.json").is_file():
        ours = causal.describe(path)
        return PackageInfo(
            ours.name, ours.version, str(ours.pair), "causal", ours.licence, ours.origin, ours.size_bytes, path, place
        )
    if path.is_file() or (path / "metadata.json").is_file():
        theirs = argos.describe(path)
        origin = _recorded_origin(path) or f"Argos package {path.name}"
        return PackageInfo(
            theirs.name, theirs.version, "-".join(theirs.codes), "argos", "not stated in the package", origin,
            theirs.size_bytes, path, place,
        )  # fmt: skip
    what = "no translation package there: neither package.json nor metadata.json"
    raise EngineError(what, where=str(path), hint="nijimaku models list")


def _recorded_origin(path: Path) -> str:
    try:
        return str(json.loads((path / RECORD).read_text(encoding="utf-8"))["origin"])
    except (OSError, ValueError, KeyError, TypeError):  # not installed by us, or damaged: `models verify` says so
        return ""


def installed() -> list[PackageInfo]:
    """Every package on this machine in the order of preference; damaged ones carry a fault."""
    found: list[PackageInfo] = []
    for path, place in _places():
        try:
            found.append(describe(path, place=place))
        except EngineError as error:
            found.append(PackageInfo(path.name, "", "", "", "", "", 0, path, place, fault=str(error)))
    return found


def _places() -> Iterator[tuple[Path, str]]:
    yield from ((path, "installed") for path in _folders(own_folder()))
    bundled: list[Path] = []
    for point in sorted(metadata.entry_points(group=GROUP), key=lambda point: point.name):
        spec = importlib.util.find_spec(point.value)
        if spec is None or not spec.submodule_search_locations:
            continue
        folder = Path(next(iter(spec.submodule_search_locations)))
        if point.name == BUNDLED:
            bundled.append(folder)
        else:
            yield folder, "distribution"
    yield from ((path, "argos") for path in _folders(argos_folder()))
    yield from ((path, "bundled") for path in dict.fromkeys(bundled))


def _folders(parent: Path) -> list[Path]:
    try:
        return sorted(path for path in parent.iterdir() if path.is_dir() and not path.name.startswith("."))
    except OSError:  # no such folder: nothing was ever installed
        return []


def find(model: str, pair: Pair) -> PackageInfo:
    """The package `--model` names (a path or a name), or without one the best for the pair.

    Raises EngineError that says what to do: another name, or the command that installs a package for the pair.
    """
    wanted = str(pair)
    if model:
        fit = [info for info in named(model) if info.pair == wanted and not info.fault]
        if fit:
            return fit[0]
        info = named(model)[0]
        if info.fault:
            raise EngineError(info.fault, where=model, hint="nijimaku models list")
        raise EngineError(f"the package translates {info.pair}, not {pair}", where=model, hint="give another --model")
    fit = [info for info in installed() if info.pair == wanted and not info.fault]
    if not fit:
        raise EngineError(
            f"no translation package for {pair} on this machine",
            hint=f"nijimaku models install {pair} fetches one; nijimaku models install FILE.argosmodel takes a file",
        )
    return fit[0]


def named(model: str) -> list[PackageInfo]:
    """The packages a path or a name means, at least one, in the order of preference. Raises EngineError when none."""
    path = Path(model).expanduser()
    if path.exists() or "/" in model or model.endswith(".argosmodel"):
        return [describe(path)]
    everything = installed()
    found = [info for info in everything if model in (info.name, f"{info.name}-{info.version}", info.path.name)]
    if not found:
        raise EngineError(
            f"no translation package {model!r}", hint=suggestion(model, [info.name for info in everything])
        )
    return found


def halves(model: str, pair: Pair) -> tuple[PackageInfo, PackageInfo] | None:
    """The two packages of a pivot (`FIRST+SECOND`), None when the name means no pivot. Raises EngineError.

    Nothing pivots unless it is asked for in this way: a second translation loses meaning the first one had.
    """
    if "+" not in model or Path(model).expanduser().exists():
        return None
    first, _, second = model.partition("+")
    fits = [
        (left, right)
        for left in named(first)
        for right in named(second)
        if not left.fault and not right.fault and _meet(left.pair, right.pair) == str(pair)
    ]
    if not fits:
        told = f"{named(first)[0].pair or 'damaged'} and {named(second)[0].pair or 'damaged'}"
        raise EngineError(
            f"{told} do not make {pair}",
            where=model,
            hint=f"the first must start in {pair.source}, the second take it on",
        )
    return fits[0]


def _meet(first: str, second: str) -> str:
    """The direction of two packages in a row; empty when the second does not read what the first writes.

    >>> _meet("en-de", "de-ja"), _meet("en-de", "fr-ja")
    ('en-ja', '')
    """
    (source, middle), (taken, target) = first.split("-", 1), second.split("-", 1)
    return f"{source}-{target}" if middle == taken else ""


def resolve(settings: TranslateSettings | str, pair: Pair) -> Engine:
    """The engine of the package the settings (or a bare model name or path) ask for; files are read at first use.

    `FIRST+SECOND` makes an engine of two packages in a row, through a language between them.
    """
    wanted = TranslateSettings(model=settings) if isinstance(settings, str) else settings
    if both := halves(wanted.model, pair):
        return pivot.PivotEngine(pair, _engine(both[0], wanted), _engine(both[1], wanted))
    return _engine(find(wanted.model, pair), wanted)


def _engine(info: PackageInfo, settings: TranslateSettings) -> Engine:
    if info.kind == "causal":
        return causal.CausalEngine(causal.describe(info.path), settings)
    return argos.ArgosEngine(argos.describe(info.path), settings)
