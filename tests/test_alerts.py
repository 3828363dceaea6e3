"""Alerts: what is told of a night, that it arrives (a real SMTP server, a real webhook), and that no secret leaks."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dateline.alerts.channels import read_connection, without_secrets
from dateline.alerts.messages import Delivery, FailedTask, Message, NightSummary, anchor_of, compose, send, task_failed
from dateline.checks.row_checks import ROW_CHECKS
from dateline.checks.sql_checks import read_sql_checks
from dateline.config import ROOT, Channel
from dateline.errors import NightBlocked, StoreError
from dateline.records import CheckResult
from tests.alert_servers import Hook, Mailbox, smtp_server, webhook_server

NIGHT = datetime(2026, 3, 7, 2, 30, tzinfo=UTC)
SECRET = "hunter2-s3cret"
SENTENCE = "Shelling of a market in Kassala killed at least nine people."
SAMPLES = tuple(
    {"id": f"r{n}", "value": "latitude 0.0, longitude 0.0", "sentence": SENTENCE, "url": f"https://courier.example/{n}"}
    for n in range(3)
)
BAD_ROWS = CheckResult("not_null_island", "error", "fail", "4 of 90 reports", "not (0, 0)", 4, ("r0", "r1"), SAMPLES)
ORPHANS = CheckResult("events_have_reports", "critical", "fail", "2 rows", "a report for each", 2, ("e1", "e2"))
SILENT = CheckResult("feeds_silent", "warning", "fail", "one", "something new", 1, ("http://f",))
FINE = CheckResult("feeds_answer", "error", "pass")
YOUNG = CheckResult("night_row_count", "error", "too_little_history", "2 earlier nights, 3 needed")


def night(*results: CheckResult, **more: Any) -> NightSummary:
    settled: dict[str, Any] = {"status": "published", "home": Path("/srv/dateline"), **more}
    return NightSummary("scheduled__2026-03-07T02:30:00+00:00", NIGHT, results=results, **settled)


def told(summary: NightSummary) -> Message:
    message = compose(summary)
    assert message is not None
    return message


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with smtp_server() as box:
        yield box


@pytest.fixture
def hook() -> Iterator[Hook]:
    with webhook_server() as seen:
        yield seen


# -------------------------------------------------------------------------------------------------- what is told


def test_a_night_in_which_nothing_is_wrong_sends_nothing() -> None:
    assert compose(night(FINE, YOUNG)) is None


def test_a_failed_check_is_told_with_rows_sentences_addresses_sql_and_the_runbook() -> None:
    text = told(night(BAD_ROWS, FINE)).text
    for part in (
        "ERROR  not_null_island", "(0, 0) is a missing value", "Observed: 4 of 90 reports", "Expected: not (0, 0)",
        "1. r0: latitude 0.0", SENTENCE, "https://courier.example/2", "docs/runbook.md#not_null_island",
        'SELECT report_id, value, "row" FROM quarantine WHERE check_name = \'not_null_island\'',
        "/srv/dateline/current.duckdb",
    ):  # fmt: skip
        assert part in text
    assert "feeds_answer" not in text


def test_a_blocked_night_says_what_is_published_instead() -> None:
    message = told(night(ORPHANS, status="blocked", instead="the snapshot of 2026-03-06, built 02:41 UTC"))
    assert "was not published: its checks failed" in message.text
    assert "Published instead: the snapshot of 2026-03-06, built 02:41 UTC." in message.text
    assert "/srv/dateline/warehouse.duckdb" in message.text
    assert message.severity == "critical"
    assert message.subject == "[Dateline] night of 2026-03-07 blocked: 1 check failed"


def test_the_worst_check_comes_first_and_gives_the_severity() -> None:
    message = told(night(SILENT, BAD_ROWS, ORPHANS))
    assert message.text.index("CRITICAL") < message.text.index("ERROR") < message.text.index("WARNING")
    assert message.severity == "critical"
    assert told(night(SILENT)).severity == "warning"


def test_three_failing_nights_give_one_full_message_two_short_lines_and_one_recovery() -> None:
    first = told(night(BAD_ROWS)).text
    second = told(night(BAD_ROWS, nights_failing={"not_null_island": 1})).text
    third = told(night(BAD_ROWS, nights_failing={"not_null_island": 2})).text
    fourth = told(night(FINE, recovered=["not_null_island"]))
    assert SENTENCE in first
    assert "not_null_island: 4 of 90 reports (night 2 in a row)" in second
    assert "(night 3 in a row)" in third
    assert SENTENCE not in second + third
    assert "Recovered\n  not_null_island" in fourth.text
    assert fourth.severity == "warning"


def test_a_task_that_failed_is_told_though_the_night_was_published() -> None:
    message = told(night(failed_tasks=[FailedTask("poll[3]", "the feeds file is gone")]))
    assert message.severity == "critical"
    assert "poll[3]" in message.text
    assert "docs/runbook.md#task-poll" in message.text


def test_a_sample_home_says_so() -> None:
    assert told(night(BAD_ROWS, is_sample=True)).subject.startswith("[Dateline SAMPLE] ")


def test_a_quote_in_a_run_id_does_not_end_the_sql() -> None:
    summary = NightSummary("o'clock", NIGHT, "published", (BAD_ROWS,), Path("/srv"))
    assert "run_id = 'o''clock';" in told(summary).text


def test_the_sql_of_the_message_runs_on_the_tables() -> None:
    import duckdb

    text = told(night(BAD_ROWS, SILENT)).text
    with duckdb.connect() as connection:
        connection.execute((ROOT / "sql" / "migrations" / "0001_tables.sql").read_text())
        queries = re.findall(r"^    (SELECT .*;)$", text, re.MULTILINE)
        assert len(queries) == 2
        for query in queries:
            connection.execute(query)


# ------------------------------------------------------------------------------------------------------ delivery

MESSAGE = Message("[Dateline] ünusual night", "Nine are held: “Kassala”\n.\nend", "error", "run-night", {"run_id": "r"})


def smtp(box: Mailbox, **more: Any) -> dict[str, str]:
    connection = {"conn_type": "smtp", "host": "127.0.0.1", "port": box.port, "extra": {"disable_tls": True}, **more}
    return {"AIRFLOW_CONN_DESK": json.dumps(connection)}


DESK = Channel("smtp", "desk", to=("desk@example.org", "boss@example.org"), sender="dateline@example.org")


def deliver(channel: Channel, environ: dict[str, str], home: Path, waits_s: Sequence[float] = (0, 0)) -> Delivery:
    return send(MESSAGE, [channel], environ, home, waits_s=waits_s)[0]


def test_a_mail_arrives_whole_at_every_recipient(mailbox: Mailbox, tmp_path: Path) -> None:
    done = deliver(DESK, smtp(mailbox), tmp_path)
    assert (done.ok, done.attempts) == (True, 1)
    (mail,) = mailbox.mails
    assert mail["Subject"] == MESSAGE.subject
    assert mail.get_content().replace("\r\n", "\n").strip() == MESSAGE.text.replace("\n.\n", "\n..\n")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mailbox.recipients == ["desk@example.org", "boss@example.org"]
    assert mailbox.logins == []


def test_a_mail_logs_in_with_the_connections_password(mailbox: Mailbox, tmp_path: Path) -> None:
    assert deliver(DESK, smtp(mailbox, login="desk", password=SECRET), tmp_path).ok
    assert mailbox.logins == [("desk", SECRET)]


def test_a_mail_connection_may_be_a_uri(mailbox: Mailbox, tmp_path: Path) -> None:
    environ = {"AIRFLOW_CONN_DESK": f"smtp://us%40er:p%2Fw%40rd@127.0.0.1:{mailbox.port}/?disable_tls=true"}
    assert deliver(DESK, environ, tmp_path).ok
    assert mailbox.logins == [("us@er", "p/w@rd")]


def test_a_busy_mail_server_is_asked_again(mailbox: Mailbox, tmp_path: Path) -> None:
    mailbox.answers = [451, 421]
    done = deliver(DESK, smtp(mailbox), tmp_path)
    assert (done.ok, done.attempts, len(mailbox.mails)) == (True, 3, 1)


def test_a_refused_password_is_not_tried_again_and_not_repeated(mailbox: Mailbox, tmp_path: Path) -> None:
    done = deliver(DESK, smtp(mailbox, login="desk", password="wrong-password"), tmp_path)
    assert (done.ok, done.attempts, mailbox.connections) == (False, 1, 1)
    assert done.detail == "the mail server answered 535"


def test_no_password_goes_out_in_clear_unless_the_connection_allows_it(mailbox: Mailbox, tmp_path: Path) -> None:
    environ = smtp(mailbox, login="desk", password=SECRET, extra={})
    done = deliver(DESK, environ, tmp_path)
    assert not done.ok
    assert mailbox.logins == []


def test_a_webhook_gets_json_with_the_facts(hook: Hook, tmp_path: Path) -> None:
    environ = {"AIRFLOW_CONN_HOOK": json.dumps({"conn_type": "http", "host": f"{hook.url}/in", "password": SECRET})}
    assert deliver(Channel("webhook", "hook"), environ, tmp_path).ok
    assert hook.paths == ["/in"]
    assert hook.bodies == [
        {"subject": MESSAGE.subject, "severity": "error", "text": MESSAGE.text, "run_id": "r"},
    ]
    assert hook.headers[0]["Authorization"] == f"Bearer {SECRET}"


def test_a_webhook_connection_may_be_a_uri(hook: Hook, tmp_path: Path) -> None:
    port = hook.url.rpartition(":")[2]
    environ = {"AIRFLOW_CONN_HOOK": f"http://me:{SECRET}@127.0.0.1:{port}/services/in"}
    assert deliver(Channel("webhook", "hook"), environ, tmp_path).ok
    assert hook.paths == ["/services/in"]
    assert hook.headers[0]["Authorization"].startswith("Basic ")


def test_slack_gets_its_own_shape(hook: Hook, tmp_path: Path) -> None:
    connection = {"conn_type": "slackwebhook", "host": f"{hook.url}/services", "password": "T000/B000/xyz"}
    assert deliver(Channel("webhook", "hook"), {"AIRFLOW_CONN_HOOK": json.dumps(connection)}, tmp_path).ok
    assert hook.paths == ["/services/T000/B000/xyz"]
    assert list(hook.bodies[0]) == ["text"]
    assert MESSAGE.subject in hook.bodies[0]["text"]


@pytest.mark.parametrize(
    ("answers", "ok", "attempts"), [([503, 429], True, 3), ([500] * 3, False, 3), ([404], False, 1)]
)
def test_a_webhook_is_tried_again_only_where_that_helps(
    answers: list[int], ok: bool, attempts: int, hook: Hook, tmp_path: Path
) -> None:
    hook.answers = list(answers)
    done = deliver(Channel("webhook", "hook"), {"AIRFLOW_CONN_HOOK": hook.url}, tmp_path)
    assert (done.ok, done.attempts) == (ok, attempts)


def test_a_redirected_webhook_is_not_followed(hook: Hook, tmp_path: Path) -> None:
    hook.answers = [302]
    assert not deliver(Channel("webhook", "hook"), {"AIRFLOW_CONN_HOOK": hook.url}, tmp_path).ok
    assert hook.paths == ["/"] or hook.paths == [""]


def test_a_file_is_written_under_the_home_by_the_runs_name(tmp_path: Path) -> None:
    done = deliver(Channel("file"), {}, tmp_path)
    assert done.ok
    written = tmp_path / "pages" / "alerts" / "run-night.txt"
    assert written.read_text(encoding="utf-8") == f"{MESSAGE.subject}\n\n{MESSAGE.text}\n"
    assert [path.name for path in written.parent.iterdir()] == ["run-night.txt"]


def test_a_night_writes_its_message_to_a_file_whose_name_needs_no_quoting(tmp_path: Path) -> None:
    send(told(night(BAD_ROWS)), [Channel("file")], {}, tmp_path)
    (written,) = (tmp_path / "pages" / "alerts").iterdir()
    assert written.name == "scheduled__2026-03-07T02-30-00-00-00-night.txt"


def test_a_channel_hears_only_what_is_bad_enough_for_it(tmp_path: Path) -> None:
    assert send(told(night(SILENT)), [Channel("file", min_severity="error")], {}, tmp_path) == []
    assert len(send(told(night(BAD_ROWS)), [Channel("file", min_severity="error")], {}, tmp_path)) == 1


@pytest.mark.parametrize(
    ("environ", "detail"),
    [
        ({}, "AIRFLOW_CONN_DESK is not set"),
        ({"AIRFLOW_CONN_DESK": "{" + SECRET}, "AIRFLOW_CONN_DESK is neither a connection in JSON nor a URI"),
        ({"AIRFLOW_CONN_DESK": SECRET}, "AIRFLOW_CONN_DESK is neither a connection in JSON nor a URI"),
        (
            {"AIRFLOW_CONN_DESK": "smtp://127.0.0.1:1/?disable_tls=1"},
            "no connection to the mail server: ConnectionRefusedError",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_delivered_is_told_and_written_to_a_file(
    environ: dict[str, str], detail: str, tmp_path: Path
) -> None:
    deliveries = send(MESSAGE, [DESK], environ, tmp_path, waits_s=(0,))
    assert [(done.kind, done.ok) for done in deliveries] == [("smtp", False), ("file", True)]
    assert deliveries[0].detail == detail


def test_sending_never_raises_even_when_nothing_can_be_written(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("a file where the folder should be")
    deliveries = send(MESSAGE, [Channel("file"), Channel("webhook", "none")], {}, home, waits_s=())
    assert [done.ok for done in deliveries] == [False, False, False]


# ------------------------------------------------------------------------------------------------------- secrets


def test_no_secret_reaches_a_message_a_log_or_a_delivery(
    mailbox: Mailbox, hook: Hook, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    token = "T0-very-secret-token"
    environ = {
        "AIRFLOW_CONN_DESK": json.dumps(
            {"conn_type": "smtp", "host": "127.0.0.1", "port": mailbox.port, "login": "desk", "password": SECRET,
             "extra": json.dumps({"disable_tls": True, "note": "extra-secret"})}
        ),
        "AIRFLOW_CONN_HOOK": f"{hook.url}/services/{token}",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "postgresql://airflow:db-pass-word@db/airflow",
        "DATELINE_API_KEY": "key-0123456789",
    }  # fmt: skip
    leaked = f"{SECRET} at {hook.url}/services/{token}, db-pass-word, key-0123456789, extra-secret"
    summary = night(BAD_ROWS, failed_tasks=[FailedTask("poll", leaked)])
    channels = [DESK, Channel("webhook", "hook"), Channel("file")]
    hook.answers = [500]
    with caplog.at_level(logging.DEBUG):
        deliveries = send(told(summary), channels, environ, tmp_path, waits_s=(0,))
    assert all(done.ok for done in deliveries)
    (written,) = (tmp_path / "pages" / "alerts").iterdir()
    shown = " ".join(
        [caplog.text, repr(deliveries), mailbox.mails[0].as_string(), json.dumps(hook.bodies), written.read_text()]
    )
    for secret in (SECRET, token, "db-pass-word", "key-0123456789", "extra-secret"):
        assert secret not in shown
    assert "[secret]" in written.read_text()


def test_a_connection_does_not_show_its_password_when_printed() -> None:
    connection = read_connection("x", {"AIRFLOW_CONN_X": f"smtp://u:{SECRET}@h:25/?token={SECRET}"})
    assert SECRET not in repr(connection)


def test_a_secret_is_blotted_out_percent_encoded_too() -> None:
    environ = {"SOME_PASSWORD": "p@ss/word"}
    assert (
        without_secrets("at http://u:p%40ss%2Fword@h and p@ss/word", environ) == "at http://u:[secret]@h and [secret]"
    )


def test_flags_of_a_connection_are_no_secrets(hook: Hook, tmp_path: Path) -> None:
    environ = {"AIRFLOW_CONN_HOOK": hook.url, "AIRFLOW_CONN_MAIL": "smtp://h:25/?disable_tls=true&disable_ssl=false"}
    summary = told(night(BAD_ROWS, is_sample=True))
    assert send(summary, [Channel("webhook", "hook")], environ, tmp_path)[0].ok
    assert hook.bodies[0]["is_sample"] is True
    assert hook.bodies[0]["text"] == summary.text


# ---------------------------------------------------------------------------------------------- a task that failed


def context(task_id: str, error: BaseException | None, map_index: int = -1) -> dict[str, Any]:
    instance = SimpleNamespace(
        task_id=task_id, map_index=map_index, run_id="manual__2026-03-07T02:30:00+00:00", dag_id="dateline_nightly",
        try_number=4, log_url="http://localhost:8080/log",
    )  # fmt: skip
    return {"task_instance": instance, "exception": error, "run_id": instance.run_id}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path))
    monkeypatch.delenv("DATELINE_SETTINGS", raising=False)
    return tmp_path


def alerts_in(home: Path) -> list[str]:
    folder = home / "pages" / "alerts"
    return [path.read_text() for path in sorted(folder.iterdir())] if folder.exists() else []


def test_a_failed_task_is_told_with_its_error_and_what_stays_published(home: Path) -> None:
    task_failed(context("publish", StoreError("disk full: current.duckdb was not replaced"), map_index=2))
    (text,) = alerts_in(home)
    assert "task publish[2] failed" in text
    assert "disk full: current.duckdb was not replaced" in text
    assert "nothing yet, there is no snapshot" in text
    assert "docs/runbook.md#task-publish" in text
    assert "try 4" in text


def test_a_failed_tasks_secret_is_not_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_DESK", f"smtp://u:{SECRET}@h:25")
    task_failed(context("load", ValueError(f"cannot log in with {SECRET}")))
    assert "cannot log in with [secret]" in alerts_in(home)[0]


@pytest.mark.parametrize(
    ("task_id", "error"), [("check_night", NightBlocked("run x is not published")), ("close", RuntimeError("blocked"))]
)
def test_a_blocked_night_is_told_once_by_tell_and_not_by_its_tasks(task_id: str, error: Exception, home: Path) -> None:
    task_failed(context(task_id, error))
    assert alerts_in(home) == []


def test_the_callback_never_raises(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_SETTINGS", str(home / "missing.toml"))
    task_failed(context("poll", None))
    task_failed({})
    task_failed({"task_instance": object(), "exception": object()})


def test_telling_of_a_failed_task_needs_no_airflow() -> None:
    heavy = ("airflow", "pandas", "great_expectations", "duckdb")
    probe = f"import sys, dateline.alerts.messages; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --------------------------------------------------------------------------------------------------- the runbook


def anchors() -> set[str]:
    return set(re.findall(r'<a id="([^"]+)"></a>', (ROOT / "docs" / "runbook.md").read_text()))


def test_every_check_has_its_place_in_the_runbook() -> None:
    names = {check.name for check in ROW_CHECKS} | {check.name for check in read_sql_checks(ROOT / "sql" / "checks")}
    assert sorted((names | {"quarantined_share"}) - anchors()) == []


def test_every_task_has_its_place_in_the_runbook() -> None:
    tasks = ("plan", "poll", "select", "fetch", "extract", "parse", "load", "check_rows", "cluster", "check_night",
             "publish", "tell", "close")  # fmt: skip
    assert sorted({anchor_of(task) for task in tasks} - anchors()) == []
