"""The `dateline` command. Results go to files or stdout, talk to stderr.

Exit codes: 0 done, 1 could not, 2 wrong usage, 3 blocked by checks.
"""

from __future__ import annotations

import argparse
import errno
import getpass
import io
import json
import logging
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NoReturn

from dateline.answering import print_query, print_staged, warn_of_age
from dateline.arguments import argument_parser, with_default_page
from dateline.config import Settings, read_feeds_file
from dateline.errors import DatelineError, UsageError
from dateline.runs import wire_of

if TYPE_CHECKING:
    from dateline.runs import Run

EXIT_OF_STATUS = {"published": 0, "blocked": 3, "failed": 1}
SAME_NIGHT = timedelta(hours=12)
"""A run that was cut off longer ago than this is not tonight's: feeds show only the present, tonight is held too."""


def entry_point() -> NoReturn:
    """Run the command line and leave with its exit code."""
    _speak_utf8()
    sys.exit(main(sys.argv[1:]))


def _speak_utf8() -> None:
    """Read and write UTF-8 whatever the locale says: cron's is often C, and names are not ASCII."""
    for stream, errors in ((sys.stdin, "surrogateescape"), (sys.stdout, "surrogateescape"), (sys.stderr, "replace")):
        if isinstance(stream, io.TextIOWrapper):  # None or another's where it was closed or replaced
            stream.reconfigure(encoding="utf-8", errors=errors)


def main(argv: Sequence[str]) -> int:
    """Run one command; return its exit code. Never shows a traceback for an error that has a name."""
    try:
        arguments = argument_parser().parse_args(with_default_page(argv))
    except SystemExit as stop:  # argparse: -h, --version, wrong usage
        return int(stop.code or 0)
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s"
    )  # fmt: skip
    if arguments.verbose:
        logging.getLogger("dateline").setLevel(logging.INFO)
    try:
        code = COMMANDS[arguments.command](arguments)
        if sys.stdout is not None:
            sys.stdout.flush()  # what cannot be written is told here, and not by Python when it ends
        return code
    except DatelineError as error:
        print(f"dateline: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the reader left (`| head`): nothing to say, nothing to flush
        return 0
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
            print(f"dateline: {error.filename or 'output'}: the disk is full: {error.strerror}", file=sys.stderr)
            _drop_output()
        else:
            print(f"dateline: {error.filename or 'a file'}: {error.strerror or error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("dateline: interrupted", file=sys.stderr)
        return 130


def _drop_output() -> None:
    """Let what could not be written to stdout go: Python would try it once more when it ends."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


# ----------------------------------------------------------------------------------------------------- settings


def _settings(arguments: argparse.Namespace) -> Settings:
    settings = Settings.from_env(os.environ)
    if getattr(arguments, "home", None):
        settings = replace(settings, home=arguments.home.absolute())
    if getattr(arguments, "feeds", None):
        return replace(settings, feeds_file=arguments.feeds.absolute())
    if "DATELINE_FEEDS" not in os.environ and (known := wire_of(settings.home)) is not None:
        return replace(settings, feeds_file=known)
    return settings


# ----------------------------------------------------------------------------------------------- text to records


def _parse(arguments: argparse.Namespace) -> int:
    from dateline.parse.commands import run_parse

    if arguments.explain:
        return _explain(arguments.input)
    if arguments.output is None:
        raise UsageError("parse needs IN.jsonl OUT.jsonl, or IN.jsonl --explain")
    return run_parse(arguments.input, arguments.output, processes=arguments.processes)


def _explain(source: str) -> int:
    from dateline.parse.commands import explain_documents

    for line in explain_documents(source, colour=sys.stdout.isatty()):
        print(line)
    return 0


def _places(arguments: argparse.Namespace) -> int:
    from dateline.parse.commands import run_places

    return run_places(arguments.input, arguments.output)


def _cluster(arguments: argparse.Namespace) -> int:
    from dateline.stories.commands import run_cluster

    return run_cluster(arguments.input, arguments.output)


def _extract(arguments: argparse.Namespace) -> int:
    from dateline.articles.commands import run_extract_batch, run_extract_page

    if arguments.batch:
        source, target = arguments.batch
        return run_extract_batch(source, target, Settings.from_env(os.environ).extract)
    if arguments.fetch:
        return _examine(arguments.fetch)
    if arguments.page is None or not arguments.url:
        raise UsageError("extract needs --fetch URL, PAGE.html --url URL, or --batch IN.jsonl OUT.jsonl")
    print(json.dumps(run_extract_page(arguments.page, arguments.url), ensure_ascii=False, indent=1))
    return 0


def _examine(url: str) -> int:
    from dateline.fetch.fetcher import Fetcher
    from dateline.fetch.pagecheck import examine_page

    settings = Settings.from_env(os.environ)
    allowed = read_feeds_file(settings.feeds_file).allow_private if settings.feeds_file.exists() else ()
    with Fetcher(replace(settings.fetch, allow_private=allowed)) as fetcher:
        told = examine_page(url, fetcher)
    print(json.dumps(told, ensure_ascii=False, indent=1))
    return 0 if told["is_loaded"] else 1


def _check(arguments: argparse.Namespace) -> int:
    if arguments.input is None:
        return _check_staged(_settings(arguments))
    from dateline.checks.suite import run_check_file

    lines, code = run_check_file(arguments.input, arguments.documents)
    print("\n".join(lines))
    return code


def _check_staged(settings: Settings) -> int:
    from dateline.auditing import audit_staged
    from dateline.checks.suite import told
    from dateline.quarantine import open_home

    with open_home(settings, "dateline check") as warehouse:
        audit = audit_staged(warehouse, settings.checks.chunk_reports, "dateline check", datetime.now(UTC))
    failed = [result for result in audit.results() if result.status == "fail"]
    print("\n".join([*map(told, failed), f"{audit.n_reports} staged reports checked, {len(failed)} checks failed"]))
    return int(any(result.severity != "warning" for result in failed))


# ----------------------------------------------------------------------------------------------------- nights


def _run(arguments: argparse.Namespace) -> int:
    import dateline.pipeline as pipeline
    from dateline.runs import begin_run, claim_home, unfinished_run
    from dateline.store.warehouse import held_lock

    settings = _settings(arguments)
    claim_home(settings)
    logical_at = arguments.at or datetime.now(UTC).replace(microsecond=0)
    with held_lock(settings.home / "run.lock", "dateline run", wait_s=0):
        cut_off = unfinished_run(settings)
        if cut_off is not None:
            print(f"taking up run {cut_off.id}, which was cut off", file=sys.stderr)
            if logical_at - cut_off.logical_at < SAME_NIGHT:
                return _told(cut_off, pipeline.run_night(cut_off))
            try:
                _told(cut_off, pipeline.run_night(cut_off))
            except DatelineError as error:
                print(f"run {cut_off.id} failed: {error}; tonight's is held all the same", file=sys.stderr)
        run = begin_run(settings, f"cli__{logical_at.isoformat()}", logical_at, due_only=arguments.due_only)
        return _told(run, pipeline.run_night(run))


def _replay(arguments: argparse.Namespace) -> int:
    from dateline.replays import begin_replay, check_sources, run_replay
    from dateline.store.warehouse import held_lock

    settings = _settings(arguments)
    if arguments.files and (arguments.first or arguments.last):
        raise UsageError("replay takes WARC files or a span of days, not both")
    sources = arguments.files, arguments.first, arguments.last
    check_sources(settings, *sources)
    with held_lock(settings.home / "replay.lock", "dateline replay", wait_s=0):
        run = begin_replay(settings, *sources, datetime.now(UTC))
        return _told(run, run_replay(run, *sources))


def _told(run: Run, status: str) -> int:
    if status == "published":
        from dateline.store.snapshot import query_snapshot

        current = run.settings.home / "current.duckdb"
        print(f"run {run.id} is published: {current}", file=sys.stderr)
        failed = "SELECT run_id, severity, check_name, observed FROM check_results WHERE status = 'fail' ORDER BY ALL"
        for run_id, severity, check, observed in query_snapshot(current, failed)[1]:
            if run_id == run.id:
                print(f"  {severity} {check}: {observed}", file=sys.stderr)
    else:
        ended = run.outcome()
        print(f"dateline: run {run.id} ended {status}: {ended[1] if ended else 'no reason known'}", file=sys.stderr)
    return EXIT_OF_STATUS[status]


def _publish(arguments: argparse.Namespace) -> int:
    import dateline.pipeline as pipeline
    from dateline.publishing import Force, publish_by_force
    from dateline.quarantine import who

    settings = _settings(arguments)
    force = Force(arguments.by or who(), arguments.why, datetime.now(UTC))
    run = publish_by_force(settings, arguments.force, force)
    pipeline.tell(run)
    return _told(run, "published")


def _rollback(arguments: argparse.Namespace) -> int:
    from dateline.eventpages import refresh_events_page
    from dateline.store.snapshot import rollback

    settings = _settings(arguments)
    print(f"{settings.home / 'current.duckdb'} is now {rollback(settings.home).name}", file=sys.stderr)
    refresh_events_page(settings)
    return 0


def _forget(arguments: argparse.Namespace) -> int:
    from dateline.eventpages import refresh_events_page
    from dateline.forgetting import forget, forgotten_at

    settings = _settings(arguments)

    def tell(line: str) -> None:
        with suppress(BrokenPipeError):  # whoever read it left: what is begun is brought to its end all the same
            print(line, file=sys.stderr)

    forget(settings, arguments.url, arguments.why, forgotten_at(), tell, anyway=arguments.anyway)
    if (settings.home / "current.duckdb").exists():
        refresh_events_page(settings)  # the one that quoted the story is gone
    return 0


def _housekeeping(arguments: argparse.Namespace) -> int:
    from dateline.housekeeping import keep_house

    settings = _settings(arguments)
    if not settings.home.is_dir():
        raise UsageError(f"{settings.home}: no such folder")
    gone = keep_house(settings, datetime.now(UTC), dry_run=arguments.dry_run)
    print("".join(f"{path}\n" for path in gone), end="")
    print(f"{'would remove' if arguments.dry_run else 'removed'} {len(gone)} files and folders", file=sys.stderr)
    return 0


def _feeds_check(arguments: argparse.Namespace) -> int:
    from dateline.feedcommands import check_feeds

    lines, code = check_feeds(arguments.targets, Settings.from_env(os.environ))
    print("\n".join(lines))
    return code


def _feeds_import(arguments: argparse.Namespace) -> int:
    from dateline.feedcommands import import_opml

    lines, code = import_opml(arguments.source, _settings(arguments), dry_run=arguments.dry_run)
    print("\n".join(lines))
    return code


def _doctor(arguments: argparse.Namespace) -> int:
    from dateline.doctor import examine, send_test, tell_of

    settings = _settings(arguments)
    findings = examine(settings)
    if arguments.send_test:
        findings += send_test(settings, os.environ)
    if arguments.json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1))
    else:
        print("\n".join(finding.line() for finding in findings))
    failed = tell_of(findings, settings, os.environ) if arguments.tell else 0
    return int(failed > 0 or not all(finding.is_good for finding in findings))


def _feeds_status(arguments: argparse.Namespace) -> int:
    return print_query(
        _settings(arguments),
        "SELECT name, health, last_polled_at, last_new_at, usual_gap_hours, failures, last_error, moved_to, "
        "CASE WHEN hole_to IS NOT NULL THEN concat(hole_from, ' to ', hole_to) END AS hole FROM v_feed_health",
    )


# ---------------------------------------------------------------------------------------------------- reading


def _sql(arguments: argparse.Namespace) -> int:
    settings = _settings(arguments)
    if arguments.warehouse:
        return print_staged(settings, arguments.query, arguments.form)
    if arguments.query is not None:
        query = os.fsencode(arguments.query).decode("utf-8", "replace")  # UTF-8 whatever the locale says
        return print_query(settings, query, arguments.form)
    from dateline.shell import run_shell

    warn_of_age(settings)
    return run_shell(settings.home / "current.duckdb", settings.root / "sql", settings.home / "sql_history")


def _event(arguments: argparse.Namespace) -> int:
    settings = _settings(arguments)
    if arguments.settings or arguments.merge or arguments.split or arguments.undo is not None:
        return _correct_event(arguments, settings)
    from dateline.eventcommands import read_life, tell_life

    life = read_life(settings, arguments.event_id)
    print(json.dumps(life, default=str, ensure_ascii=False, indent=1) if arguments.json else "\n".join(tell_life(life)))
    return 0


def _correct_event(arguments: argparse.Namespace, settings: Settings) -> int:
    from dateline.reviewing import Correction, correct

    asked = [bool(arguments.settings), bool(arguments.merge), bool(arguments.split), arguments.undo is not None]
    if sum(asked) > 1:
        raise UsageError("event: one of --set, --merge, --split and --undo at a time")
    if not (arguments.why or "").strip():
        raise UsageError("event: a correction needs --why")
    at = datetime.now(UTC)
    correction = Correction(
        arguments.event_id, arguments.by or getpass.getuser(), arguments.why, at, tuple(arguments.settings or ()),
        arguments.merge, tuple(arguments.split or ()), arguments.undo,
    )  # fmt: skip
    print("\n".join(correct(settings, correction)))
    return 0


def _export(arguments: argparse.Namespace) -> int:
    from dateline.store.exporting import Export, export

    settings = _settings(arguments)
    asked = Export(arguments.form, arguments.out, arguments.first, arguments.last, not arguments.without_text)
    print(export(settings.home / "current.duckdb", settings.root / "sql", asked), file=sys.stderr)
    warn_of_age(settings)
    return 0


def _report_events(arguments: argparse.Namespace) -> int:
    from dateline.eventpages import report_events

    print(report_events(
        _settings(arguments), arguments.out, arguments.first, arguments.last, is_all=arguments.all
    ))  # fmt: skip
    return 0


def _report_night(arguments: argparse.Namespace) -> int:
    from dateline.nightpages import report_night

    print(report_night(_settings(arguments), arguments.night))
    return 0


def _digest(arguments: argparse.Namespace) -> int:
    from dateline.store.snapshot import digest

    settings = _settings(arguments)
    print(digest(settings.home / "current.duckdb"))
    warn_of_age(settings)
    return 0


def _quarantine_list(arguments: argparse.Namespace) -> int:
    from dateline.quarantine import list_quarantine
    from dateline.tables import format_table

    rows = list_quarantine(_settings(arguments), check=arguments.check, status=arguments.status)
    if arguments.json:
        print(json.dumps(rows, default=str, ensure_ascii=False, indent=1))
    elif rows:
        print(format_table(list(rows[0]), [tuple(row.values()) for row in rows]))
    print(f"{len(rows)} rows", file=sys.stderr)
    return 0


def _quarantine_show(arguments: argparse.Namespace) -> int:
    from dateline.quarantine import show_quarantine, told_lines

    told = show_quarantine(_settings(arguments), arguments.report_id)
    lines = [json.dumps(told, default=str, ensure_ascii=False, indent=1)] if arguments.json else told_lines(told)
    print("\n".join(lines))
    return 0


def _quarantine_decide(arguments: argparse.Namespace) -> int:
    from dateline.quarantine import dismiss, release, who

    decide = release if arguments.command == "quarantine release" else dismiss
    by = arguments.by or who()
    decided = decide(_settings(arguments), arguments.report_ids, arguments.why, by, datetime.now(UTC))
    print(f"{arguments.command.split()[1]} by {by} is kept; {decided.told}", file=sys.stderr)
    return 3 if decided.status == "blocked" else 0


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "parse": _parse,
    "places": _places,
    "cluster": _cluster,
    "extract": _extract,
    "check": _check,
    "run": _run,
    "replay": _replay,
    "publish": _publish,
    "rollback": _rollback,
    "forget": _forget,
    "housekeeping": _housekeeping,
    "feeds check": _feeds_check,
    "feeds status": _feeds_status,
    "feeds import": _feeds_import,
    "doctor": _doctor,
    "sql": _sql,
    "event": _event,
    "export": _export,
    "report events": _report_events,
    "report night": _report_night,
    "digest": _digest,
    "quarantine list": _quarantine_list,
    "quarantine show": _quarantine_show,
    "quarantine release": _quarantine_decide,
    "quarantine dismiss": _quarantine_decide,
}
"""What does each command, by the name that `dateline.arguments` gives it."""


if __name__ == "__main__":
    entry_point()
