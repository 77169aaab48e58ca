"""Imports point inward: doors -> flow -> stages -> crafts -> ground."""

import ast
from pathlib import Path

import pipeline

ROOT = Path(pipeline.__file__).parent
GROUND = {"model", "timecode", "config", "codec", "registry", "errors"}
DOORS = {"cli", "editor", "viewer", "batch", "executors", "store", "job", "feeds", "doctor", "__main__"}


def room(module: str) -> str:
    """`pipeline.formats.vtt` -> `formats`."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def layer(name: str) -> int:
    if name == "__init__" or name in GROUND:
        return 0
    if name == "stages":
        return 2
    if name == "flow":
        return 3
    return 4 if name in DOORS else 1


def imports(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            whole = [f"{node.module}.{alias.name}" for alias in node.names]
            found += whole if node.module == "pipeline" else [node.module or ""]
    return [name for name in found if name.startswith("pipeline")]


def modules() -> dict[str, Path]:
    return {
        ".".join(("pipeline", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__"): path
        for path in ROOT.rglob("*.py")
    }


def test_imports_point_inward() -> None:
    wrong = [
        f"{name} imports {target}"
        for name, path in modules().items()
        for target in imports(path)
        if layer(room(target)) > layer(room(name))
    ]
    assert not wrong


def test_no_circles_among_modules() -> None:
    known = modules()
    graph = {
        name: {target if target in known else target.rpartition(".")[0] for target in top_level(path)} & known.keys()
        for name, path in known.items()
    }
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail[trail.index(name) :], name))
        if name not in done:
            for target in graph[name]:
                visit(target, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())


def top_level(path: Path) -> list[str]:
    """Imports that run when the module is imported (those inside functions cannot make a circle)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: list[str] = []
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            base = node.module or ""
            found += [f"{base}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
    return [name for name in found if name.startswith("pipeline.")]


def test_the_core_never_prints_and_reads_no_clock_or_environment() -> None:
    banned = {"print", "input"}
    clocks = {"time", "datetime", "random", "os", "socket", "urllib"}
    for name, path in modules().items():
        if layer(room(name)) > 3 or "engines" in name:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in banned, f"{name} calls {node.func.id}"
            if isinstance(node, ast.Import):
                assert not clocks & {alias.name.split(".")[0] for alias in node.names}, name
