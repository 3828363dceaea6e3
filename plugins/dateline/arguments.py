"""What `dateline` takes on its command line: commands, their arguments, what help says of each."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dateline.version import VERSION

PAGES = ("events", "night")
"""The pages that `dateline report` writes."""

_DOCUMENTS = (
    'documents, a line each: {"id": "1", "text": "..."}, with title, published_at, url, source, language where known'
)


def argument_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; `command` of what it returns names the one that was given."""
    parser = argparse.ArgumentParser(
        prog="dateline", description="Conflict and political events parsed out of wire feeds.",
        epilog='example: dateline sql "SELECT event_date, place_name, toll_range FROM v_events"',
    )  # fmt: skip
    parser.add_argument("--version", action="version", version=f"dateline {VERSION}")
    parser.add_argument("-v", "--verbose", action="store_true", help="tell what each step did")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _text_commands(commands)
    _night_commands(commands)
    _reading_commands(commands)
    return parser


def with_default_page(argv: Sequence[str]) -> list[str]:
    """Return the words with `events` put in where `dateline report` names no page.

    >>> with_default_page(["report", "out.html"])
    ['report', 'events', 'out.html']
    """
    words = list(argv)
    at = next((number for number, word in enumerate(words) if not word.startswith("-")), len(words))
    named = {*PAGES, "-h", "--help"} & set(words[at + 1 : at + 2])
    if words[at : at + 1] == ["report"] and not named:
        words.insert(at + 1, "events")
    return words


def _command(
    commands: Any,
    name: str,
    command: str,
    told: str,
    example: str,
    *,
    home: bool = False,
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=told, description=told, epilog=f"example: {example}"
    )
    parser.set_defaults(command=command)
    if home:
        parser.add_argument("--home", type=Path, help="the folder that holds all state (default: DATELINE_HOME, ./var)")
    return parser


def _text_commands(commands: Any) -> None:
    parse = _command(
        commands, "parse", "parse", "code the events of documents", "dateline parse stories.jsonl reports.jsonl"
    )
    places = _command(
        commands, "places", "places", "resolve the places of documents", "dateline places stories.jsonl places.jsonl"
    )
    cluster = _command(
        commands, "cluster", "cluster", "group reports into events", "dateline cluster reports.jsonl events.jsonl"
    )
    for command in (parse, places, cluster):
        lines = "reports, as `parse` writes them" if command is cluster else _DOCUMENTS
        command.add_argument("input", metavar="IN.jsonl", help=f"{lines}; `-`: stdin")
        optional = "?" if command is parse else None
        command.add_argument("output", metavar="OUT.jsonl", nargs=optional, help="`-`: stdout")
    parse.add_argument("--processes", type=int, default=1, metavar="N", help="worker processes (default 1)")
    parse.add_argument("--explain", action="store_true", help="tell on stdout why each field has its value")
    extract = _command(
        commands, "extract", "extract", "read articles off pages",
        "dateline extract page.html --url https://example.org/story",
    )  # fmt: skip
    extract.add_argument(
        "page", nargs="?", type=Path, metavar="PAGE.html", help="a page on disk; --url says whose it is"
    )
    extract.add_argument("--url", type=_web_address, help="where the page came from")
    extract.add_argument("--fetch", metavar="URL", help="fetch the page as a night would, and tell what was decided")
    extract.add_argument("--batch", nargs=2, metavar=("IN.jsonl", "OUT.jsonl"), help='lines {"id", "url", "html"}')
    check = _command(
        commands, "check", "check", "run the row checks on a file of reports, or on what is staged",
        "dateline check reports.jsonl", home=True,
    )  # fmt: skip
    check.add_argument(
        "input", nargs="?", type=Path, metavar="IN.jsonl", help="default: the staged reports of the home"
    )
    check.add_argument("--documents", type=Path, help="the documents that were parsed, to check the evidence against")


def _night_commands(commands: Any) -> None:
    run = _command(
        commands,
        "run",
        "run",
        "hold one night now, without Airflow",
        "dateline run --feeds config/feeds.toml",
        home=True,
    )
    run.add_argument("--feeds", type=Path, help="the feeds file (default: DATELINE_FEEDS, config/feeds.toml)")
    run.add_argument("--due-only", action="store_true", help="poll only feeds whose own pace says that they are due")
    run.add_argument("--at", type=_instant, metavar="INSTANT", help="the instant the night stands for (default: now)")
    replay = _command(
        commands, "replay", "replay", "extract and parse again what the archive holds",
        "dateline replay --from 2026-03-02 --to 2026-03-08", home=True,
    )  # fmt: skip
    replay.add_argument(
        "files", nargs="*", type=Path, metavar="WARC", help="WARC files or folders (default: the archive)"
    )
    replay.add_argument(
        "--from", dest="first", type=_day, metavar="DATE", help="first day (default: all of the archive)"
    )
    replay.add_argument("--to", dest="last", type=_day, metavar="DATE", help="last day, inclusive")
    replay.add_argument("--feeds", type=Path, help="the feeds file that says who publishes what")
    publish = _command(
        commands, "publish", "publish", "publish a night that its checks blocked",
        'dateline publish --force RUN --why "read all 14 rows: they are right"', home=True,
    )  # fmt: skip
    publish.add_argument("--force", required=True, metavar="RUN", help="the run's id, as its alert tells it")
    publish.add_argument("--why", required=True, type=_words, help="why it is right to publish; kept in table `runs`")
    publish.add_argument("--by", type=_words, metavar="NAME", help="who decides (default: the user at work)")
    _command(
        commands,
        "rollback",
        "rollback",
        "publish the snapshot before the current one again",
        "dateline rollback",
        home=True,
    )
    gone = _command(
        commands, "forget", "forget", "take a story down everywhere, for good",
        'dateline forget https://example.org/story --why "court order of 2 March"', home=True,
    )  # fmt: skip
    gone.add_argument(
        "url", type=_words, metavar="URL", help="the address of the story, as its feed or its page gives it"
    )
    gone.add_argument("--why", required=True, help="kept with the tombstone, for readers of the snapshot")
    gone.add_argument("--anyway", action="store_true", help="though a run of Airflow's is open: it died")
    clean = _command(
        commands,
        "housekeeping",
        "housekeeping",
        "remove what is kept longer than settings say",
        "dateline housekeeping",
        home=True,
    )
    clean.add_argument("--dry-run", action="store_true", help="only tell what would go")
    feeds = commands.add_parser(
        "feeds", help="look at feeds", description="look at feeds", epilog="example: dateline feeds status"
    )
    verbs = feeds.add_subparsers(metavar="VERB", required=True)
    look = _command(
        verbs, "check", "feeds check", "ask feeds, and tell what each answers", "dateline feeds check config/feeds.toml"
    )
    look.add_argument(
        "targets", nargs="*", metavar="FILE|URL", help="feeds files or addresses (default: the feeds file)"
    )
    _command(verbs, "status", "feeds status", "tell the health of each feed", "dateline feeds status", home=True)
    take = _command(
        verbs, "import", "feeds import", "add the feeds of an OPML file", "dateline feeds import readers.opml"
    )
    take.add_argument("source", metavar="FILE.opml|URL")
    take.add_argument("--feeds", type=Path, help="the feeds file to add to (default: DATELINE_FEEDS)")
    take.add_argument("--dry-run", action="store_true", help="only tell what would be added")
    doctor = _command(
        commands, "doctor", "doctor", "tell what is wrong with this installation", "dateline doctor", home=True
    )
    doctor.add_argument("--json", action="store_true", help="the findings as JSON")
    doctor.add_argument("--send-test", action="store_true", help="send a message through each alert channel")
    doctor.add_argument(
        "--tell", action="store_true", help="send what is wrong, and what waits, through the alert channels (for cron)"
    )


def _reading_commands(commands: Any) -> None:
    sql = _command(
        commands, "sql", "sql", "query the snapshot, read-only", 'dateline sql "FROM v_events" --csv', home=True
    )
    sql.add_argument("query", nargs="?", type=_words, help="one query (default: a shell)")
    sql.add_argument("--warehouse", action="store_true", help="query what is staged, too, while no night runs")
    sql.add_argument("--csv", action="store_const", const="csv", dest="form")
    sql.add_argument("--json", action="store_const", const="json", dest="form")
    event = _command(commands, "event", "event", "tell an event's life, or correct it", "dateline event ID", home=True)
    event.add_argument("event_id", type=_words, metavar="ID")
    event.add_argument("--json", action="store_true", help="tell it as JSON")
    event.add_argument(
        "--set", action="append", type=_setting, dest="settings", metavar="FIELD=VALUE",
        help="set a field (may be given again; a list as 'a; b'; nothing after = means that it is not known)",
    )  # fmt: skip
    event.add_argument("--merge", metavar="ID", help="another event that is this one")
    event.add_argument("--split", nargs="+", metavar="REPORT", help="reports that tell of another event")
    event.add_argument("--undo", type=int, metavar="N", help="take review N back")
    event.add_argument("--why", help="why it is corrected")
    event.add_argument("--by", metavar="NAME", help="who corrects it (default: you)")
    out = _command(
        commands, "export", "export", "write events, or the whole snapshot, for other programs",
        "dateline export events.geojson --as geojson --first 2026-03-01", home=True,
    )  # fmt: skip
    out.add_argument("out", type=Path, metavar="OUT", help="the file to write; a folder for parquet")
    forms = ("parquet", "csv", "jsonl", "geojson", "acled", "ucdp", "gdelt", "duckdb")
    out.add_argument("--as", dest="form", choices=forms, required=True, help="acled, ucdp, gdelt: in their columns")
    out.add_argument("--first", type=_day, metavar="DAY", help="events of this day and later")
    out.add_argument("--last", type=_day, metavar="DAY", help="events of this day and before")
    out.add_argument("--without-text", action="store_true", help="leave out the stories' texts; quotations stay")
    _command(commands, "digest", "digest", "tell a hash of the snapshot's content", "dateline digest", home=True)
    told = "write pages for people"
    report = commands.add_parser("report", help=told, description=told, epilog="example: dateline report night")
    verbs = report.add_subparsers(metavar="PAGE", required=True)
    events = _command(
        verbs, "events", "report events", "write the page of events (also without this word: dateline report)",
        "dateline report march.html --first 2026-03-01 --last 2026-03-31", home=True,
    )  # fmt: skip
    events.add_argument(
        "out", nargs="?", type=Path, metavar="OUT.html", help="default: pages/<date>/events.html in the home"
    )
    events.add_argument("--first", type=_day, metavar="DAY", help="events of this day and later (default: 90 days)")
    events.add_argument("--last", type=_day, metavar="DAY", help="events of this day and before")
    events.add_argument("--all", action="store_true", help="events of all days")
    night = _command(
        verbs, "night", "report night", "write the page of a night anew", "dateline report night 2026-03-06", home=True
    )
    night.add_argument("night", nargs="?", metavar="RUN|DATE", help="default: the last night")
    _quarantine_commands(commands)


def _quarantine_commands(commands: Any) -> None:
    told = "look at reports that failed a check, and decide on them"
    quarantine = commands.add_parser(
        "quarantine", help=told, description=told, epilog="example: dateline quarantine list"
    )
    verbs = quarantine.add_subparsers(metavar="VERB", required=True)
    rows = _command(
        verbs, "list", "quarantine list", "list what is held back",
        "dateline quarantine list --check fatalities_ordered", home=True,
    )  # fmt: skip
    rows.add_argument("--check", metavar="NAME", help="only what this check holds")
    rows.add_argument(
        "--status", default="held", choices=["held", "released", "dismissed", "superseded", "all"],
        help="default: held",
    )  # fmt: skip
    show = _command(
        verbs, "show", "quarantine show", "show all that is known of a report that failed a check",
        "dateline quarantine show ID", home=True,
    )  # fmt: skip
    show.add_argument("report_id", metavar="REPORT_ID")
    for verb in (rows, show):
        verb.add_argument("--json", action="store_true", help="the same as JSON")
    release = _command(
        verbs, "release", "quarantine release", "let reports in, and publish them",
        'dateline quarantine release ID --why "the total is of the day: read the page"', home=True,
    )  # fmt: skip
    dismiss = _command(
        verbs, "dismiss", "quarantine dismiss", "keep reports out for good",
        'dateline quarantine dismiss ID --why "a film, not an attack"', home=True,
    )  # fmt: skip
    for verb in (release, dismiss):
        verb.add_argument("report_ids", metavar="REPORT_ID", nargs="+")
        verb.add_argument("--why", required=True, type=_words, help="kept with the decision")
        verb.add_argument("--by", type=_words, metavar="NAME", help="who decides (default: the user at work)")


def _words(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("it must say something")
    return text.strip()


def _web_address(text: str) -> str:
    try:
        parts = urlsplit(text)
        is_one = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_one = False
    if not is_one:
        raise argparse.ArgumentTypeError(f"{text!r} is no web address: write https://example.org/story")
    return text


def _setting(text: str) -> tuple[str, str]:
    field, equals, value = text.partition("=")
    if not equals or not field.strip():
        raise argparse.ArgumentTypeError(f"{text!r} sets nothing: write fatalities_best=22")
    return field.strip(), value.strip()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day: write 2026-03-02") from None


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no instant: write 2026-03-02T23:30:00+00:00") from None
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
