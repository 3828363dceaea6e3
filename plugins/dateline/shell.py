"""`dateline sql` without a query: a shell over the snapshot, read-only, with completion and the example queries."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from dateline.errors import StoreError
from dateline.store.asking import query_for_people
from dateline.store.dictionary import Entry, entries_of
from dateline.store.snapshot import open_snapshot
from dateline.tables import format_table

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession

_MOST_ROWS = 1000
"""How many rows of an answer a terminal shows; a script, and `dateline sql QUERY`, give all."""

_HELP = """Statements end in ;  and may span lines. Tab completes tables, columns and macros. Ctrl-C stops a query.
.examples          the questions that come with Dateline
.examples NAME     one of them: its query, and its answer
.tables            tables, views and macros, with what they are
.columns NAME      the columns of one, with what they mean
.open              how to open this file with other tools
.help  .quit"""

_KEYWORDS = (
    "SELECT", "FROM", "WHERE", "GROUP BY", "ORDER BY", "LIMIT", "JOIN", "LEFT JOIN", "USING", "COUNT(*)", "SUM", "AVG",
    "MIN", "MAX", "DISTINCT", "BETWEEN", "IS NULL", "IS NOT NULL", "LIKE", "ILIKE", "UNNEST", "DESCRIBE", "SUMMARIZE",
    "WITH", "CASE WHEN", "DATE_TRUNC", "NULLS LAST", "DESC",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Example:
    """A question that an analyst asks, and the query that answers it: a file of `sql/examples`."""

    name: str
    question: str
    query: str


def read_examples(folder: Path) -> list[Example]:
    """Return the example queries of a folder by name; the first comment of each is its question."""
    found = []
    for path in sorted(folder.glob("*.sql")):
        head, _, query = path.read_text(encoding="utf-8").partition("\n")
        found.append(Example(path.stem, head.removeprefix("--").strip(), query.strip()))
    return found


def run_shell(snapshot: Path, sql_folder: Path, history: Path) -> int:
    """Read statements that end in `;` from stdin and print what they give, until end of input or `.quit`.

    Each is asked of the snapshot as it then is: one that was published meanwhile is read from the next statement on.
    `history` keeps what was typed at a terminal. Returns 1 when a statement of a script (stdin is no terminal) failed:
    the others were answered all the same.
    """
    interactive = sys.stdin.isatty()
    read = _terminal(snapshot, sql_folder, history) if interactive else _script()
    if interactive:
        _say(f"{snapshot} (read-only). Statements end in ;   .help tells more, .quit leaves")
    statement, failed = "", False
    for line in read:
        if not statement and line.strip().startswith("."):
            if line.strip() in (".quit", ".exit"):
                break
            failed = not _told(snapshot, sql_folder, line.strip()) or failed
            continue
        statement = f"{statement}\n{line}".strip()
        if statement.endswith(";"):
            failed = not _answer(snapshot, sql_folder, statement) or failed
            statement = ""
    if statement:
        failed = not _answer(snapshot, sql_folder, statement) or failed
    return int(failed and not interactive)


def _answer(snapshot: Path, sql_folder: Path, statement: str) -> bool:
    try:
        _say(_table(*query_for_people(snapshot, sql_folder, statement)))
    except StoreError as error:
        sys.stderr.write(f"{error}\n")
        return False
    except KeyboardInterrupt:
        if not sys.stdin.isatty():
            raise
        sys.stderr.write("stopped\n")
        return False
    return True


def _table(names: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return an answer as a table; at a terminal it says when there are no rows, and how many more than it shows."""
    if not sys.stdin.isatty():
        return format_table(names, rows)
    told = [format_table(names, rows[:_MOST_ROWS])]
    if not rows:
        told.append("(no rows)")
    elif len(rows) > _MOST_ROWS:
        told.append(f"({_MOST_ROWS:,} of {len(rows):,} rows; LIMIT, or dateline sql --csv for all)")
    return "\n".join(told)


# ----------------------------------------------------------------------------------------------- dot commands


def _told(snapshot: Path, sql_folder: Path, line: str) -> bool:
    """Answer a command that begins with a dot; False when it could not be."""
    command, _, name = line.partition(" ")
    commands: Mapping[str, Callable[[], None]] = {
        ".help": lambda: _say(_HELP),
        ".examples": lambda: _tell_examples(snapshot, sql_folder, name.strip()),
        ".tables": lambda: _tell_objects(snapshot),
        ".columns": lambda: _tell_columns(snapshot, name.strip()),
        ".open": lambda: _say(other_tools(snapshot)),
    }
    try:
        if command not in commands:
            raise StoreError(f"{command} is no command here; .help lists them")
        commands[command]()
    except StoreError as error:
        sys.stderr.write(f"{error}\n")
        return False
    return True


def _tell_examples(snapshot: Path, sql_folder: Path, name: str) -> None:
    examples = read_examples(sql_folder / "examples")
    if not name:
        _say(format_table(["example", "question"], [(one.name, one.question) for one in examples], max_width=100))
        return
    example = next((one for one in examples if one.name == name), None)
    if example is None:
        raise StoreError(
            f"no example is named {name}{_meant(name, [one.name for one in examples])}; .examples lists them"
        )
    _say(f"-- {example.question}\n{example.query}\n")
    names, rows = query_for_people(snapshot, sql_folder, example.query)
    _say(_table(names, rows))
    if not rows:
        _say("No rows. Where the query names a country, an actor, a publisher, a place or a day, put yours.")


def _tell_objects(snapshot: Path) -> None:
    rows = [(_called(entry), (entry.comment or "").split(" Grain:", 1)[0]) for entry in _entries(snapshot)]
    _say(format_table(["name", "what it is"], rows, max_width=110))


def _called(entry: Entry) -> str:
    return f"{entry.name}({', '.join(entry.parameters)})" if entry.kind.startswith("MACRO") else entry.name


def _tell_columns(snapshot: Path, name: str) -> None:
    entries = {one.name: one for one in _entries(snapshot) if one.columns}
    entry = entries.get(name)
    if entry is None:
        raise StoreError(f"no table or view is named `{name}`{_meant(name, list(entries))}; .tables lists them")
    rows = [(column.name, column.type, column.comment) for column in entry.columns]
    _say(format_table(["column", "type", "meaning"], rows, max_width=110))


def _meant(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def _entries(snapshot: Path) -> list[Entry]:
    with open_snapshot(snapshot) as connection:
        return list(entries_of(connection))


def other_tools(snapshot: Path) -> str:
    """Return how other programs open the snapshot. All have its views and macros: they are in the file."""
    uvx = shutil.which("uvx") or Path(sys.executable).with_name("uvx")  # the locked packages bring it
    return (
        f"DuckDB's own shell    {uvx} --from 'duckdb-cli==1.5.*' duckdb -readonly {snapshot}\n"
        f"harlequin             {uvx} harlequin --read-only {snapshot}\n"
        f"Python                duckdb.connect({str(snapshot)!r}, read_only=True)\n"
        "R                     DBI::dbConnect(duckdb::duckdb(), "
        f'dbdir = "{snapshot}", read_only = TRUE)\n'
        "Always read-only: a shell that can write keeps the next night from publishing."
    )


# --------------------------------------------------------------------------------------------------- reading


def _script() -> Iterator[str]:
    for line in sys.stdin:
        yield line.rstrip("\n")


def _terminal(snapshot: Path, sql_folder: Path, history: Path) -> Iterator[str]:
    session = _session(snapshot, sql_folder, history)
    while True:
        try:
            typed = session.prompt()
        except KeyboardInterrupt:  # Ctrl-C leaves what is typed, not the shell
            continue
        except EOFError:
            return
        yield from typed.split("\n")


def _session(snapshot: Path, sql_folder: Path, history: Path) -> PromptSession[str]:
    """Return a prompt that takes lines until a statement is whole, and completes the names in the snapshot."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import WordCompleter
    from prompt_toolkit.filters import Condition
    from prompt_toolkit.history import FileHistory

    session: PromptSession[str]

    def is_open() -> bool:
        typed = session.default_buffer.text.strip()
        return bool(typed) and not typed.startswith(".") and not typed.endswith(";")

    completer = WordCompleter(names_to_complete(snapshot, sql_folder), ignore_case=True, pattern=re.compile(r"[.\w]+"))
    session = PromptSession(
        "dateline> ", completer=completer, complete_while_typing=False, history=FileHistory(str(history)),
        multiline=Condition(is_open), prompt_continuation="     ...> ",
    )  # fmt: skip
    return session


def names_to_complete(snapshot: Path, sql_folder: Path) -> list[str]:
    """Return the words that Tab offers: commands, examples, keywords, tables, views, macros and columns."""
    entries = _entries(snapshot)
    names = {_called(entry).partition("(")[0] + ("(" if entry.kind.startswith("MACRO") else "") for entry in entries}
    columns = {column.name for entry in entries for column in entry.columns}
    examples = [one.name for one in read_examples(sql_folder / "examples")]
    commands = [".examples", ".tables", ".columns", ".open", ".help", ".quit"]
    return [*commands, *sorted(names), *sorted(columns), *examples, *_KEYWORDS]


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
