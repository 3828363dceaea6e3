"""Imports point one way: what a room may know is written here, and read off the source."""

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "plugins" / "dateline"
MODULES = sorted(PACKAGE.rglob("*.py"))
HEAVY = ("airflow", "great_expectations", "pandas", "spacy", "trafilatura", "duckdb", "pyarrow", "jinja2")
EDGE = {
    "auditing",
    "quarantine",
    "neighbours",
    "reviewing",
    "eventcommands",
    "retrying",
    "arguments",
    "doctor",
    "findings",
    "installation",
    "notifying",
    "feedcommands",
    "answering",
    "cli",
    "dagtasks",
    "nights",
    "nightpages",
    "eventpages",
    "servedpages",
    "replays",
    "forgetting",
    "housekeeping",
    "pipeline",
    "copies",
    "loading",
    "revisions",
    "staging",
    "remembered",
    "publishing",
    "telling",
    "runs",
    "shell",
}


def imports_of(path: Path, *, top_only: bool = False) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = _outside_functions(tree) if top_only else ast.walk(tree)
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def _outside_functions(tree: ast.Module):
    """Every statement that runs when the module is imported: not those in functions or under TYPE_CHECKING."""
    waiting = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        yield node
        waiting += ast.iter_child_nodes(node)


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").as_posix().replace("/", ".")


@pytest.mark.parametrize("path", MODULES, ids=room)
def test_nobody_imports_a_package_root(path):
    packages = [path.parent.relative_to(PACKAGE).parts for path in PACKAGE.rglob("__init__.py")]
    roots = {".".join(("dateline", *parts)) for parts in packages}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert not roots & {alias.name for alias in node.names}, f"{room(path)} imports a package root"
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{room(path)} imports relatively"
            assert node.module not in roots, f"{room(path)} imports from the package root {node.module}"


@pytest.mark.parametrize("path", MODULES, ids=room)
def test_only_the_store_opens_duckdb(path):
    if not room(path).startswith("store."):
        assert not {name for name in imports_of(path) if name.split(".")[0] == "duckdb"}


@pytest.mark.parametrize("path", MODULES, ids=room)
def test_only_the_edge_knows_airflow(path):
    if room(path) not in EDGE:
        assert not {name for name in imports_of(path) if name.split(".")[0] == "airflow"}


@pytest.mark.parametrize("path", MODULES, ids=room)
def test_rooms_do_not_import_the_edge(path):
    if room(path) not in EDGE:
        edge = {f"dateline.{name}" for name in EDGE}
        assert not edge & imports_of(path)


@pytest.mark.parametrize("path", MODULES, ids=room)
def test_only_the_edge_and_pages_themselves_know_pages(path):
    if room(path) not in EDGE and not room(path).startswith("pages."):
        assert not {name for name in imports_of(path) if name.startswith("dateline.pages.")}


def test_the_edge_imports_nothing_heavy_when_it_is_imported():
    """`import dateline.pipeline` happens in every DAG file and in every command."""
    seen: set[str] = set()
    waiting = ["dateline.pipeline", "dateline.cli", "dateline.alerts.messages", "dateline.runs"]
    while waiting:
        name = waiting.pop()
        path = PACKAGE.parent / f"{name.replace('.', '/')}.py"
        if name in seen or not path.exists():
            continue
        seen.add(name)
        for found in imports_of(path, top_only=True):
            assert found.split(".")[0] not in HEAVY, f"{name} imports {found} at its top"
            waiting.append(found)
    assert "dateline.records" in seen


def test_the_page_of_the_architecture_names_every_module_and_no_other():
    page = (PACKAGE.parents[1] / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = page.split("## Rooms", 1)[1].split("```", 2)[1]
    named = re.findall(r"(?<!/)\b(\w+)\.py\b", rooms)
    assert sorted(named) == sorted(path.stem for path in MODULES if path.parent == PACKAGE and path.stem != "__init__")
    others = {f"{path.parent.name}/{path.stem}" for path in MODULES if path.parent != PACKAGE}
    told = {
        "articles": page.split("## The way of a page", 1)[1].split("\n## ", 1)[0],
        "parse": page.split("## The parser's modules", 1)[1].split("\n## ", 1)[0],
    } | dict(re.findall(r"^\| `(\w+)/` \| (.*) \|$", page, re.MULTILINE))
    missing = {name for name in others if f"`{name.split('/')[1]}`" not in told[name.split("/")[0]]}
    assert missing == {name for name in others if name.endswith("/__init__")}
