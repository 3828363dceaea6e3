"""Plain senders: that a message arrives (a real SMTP server, real webhooks), whatever it holds, and no secret leaks."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from dateline.alerts.blotting import without_secrets
from dateline.alerts.channels import deliver as deliver_to
from dateline.alerts.connections import address_of, apprise_urls, parse_connection, read_connection
from dateline.alerts.message import Delivery, Message
from dateline.alerts.slack import MAX_BLOCKS, MAX_SECTION, slack_body
from dateline.config import Channel
from tests.alert_servers import Hook, Mailbox, smtp_server, webhook_server

SECRET = "hunter2-s3cret"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with smtp_server() as box:
        yield box


@pytest.fixture
def hook() -> Iterator[Hook]:
    with webhook_server() as seen:
        yield seen


# ------------------------------------------------------------------------------------------------------ delivery

MESSAGE = Message("[Dateline] ünusual night", "Nine are held: “Kassala”\n.\nend", "error", "run-night", {"run_id": "r"})


def smtp(box: Mailbox, **more: Any) -> dict[str, str]:
    connection = {"conn_type": "smtp", "host": "127.0.0.1", "port": box.port, "extra": {"disable_tls": True}, **more}
    return {"AIRFLOW_CONN_DESK": json.dumps(connection)}


DESK = Channel("smtp", "desk", to=("desk@example.org", "boss@example.org"), sender="dateline@example.org")


def deliver(channel: Channel, environ: dict[str, str], home: Path, waits_s: Sequence[float] = (0, 0)) -> Delivery:
    return deliver_to(MESSAGE, channel, environ, home, waits_s)


def test_a_mail_arrives_whole_at_every_recipient(mailbox: Mailbox, tmp_path: Path) -> None:
    done = deliver(DESK, smtp(mailbox), tmp_path)
    assert (done.ok, done.attempts) == (True, 1)
    (mail,) = mailbox.mails
    assert mail["Subject"] == MESSAGE.subject
    assert mail.get_content().replace("\r\n", "\n").strip() == MESSAGE.text
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


SLACK = Channel("slack", "slack")


@pytest.mark.parametrize(
    "connection",
    [
        lambda url: json.dumps({"conn_type": "slackwebhook", "host": f"{url}/services", "password": "T0/B0/xyz"}),
        lambda url: json.dumps({"conn_type": "slackwebhook", "password": f"{url}/services/T0/B0/xyz"}),
        lambda url: f"slackwebhook://{url}/services/T0/B0/xyz",
        lambda url: f"slackwebhook://:{quote(url + '/services/T0/B0/xyz', safe='')}@",
    ],
)
def test_slack_gets_its_own_shape_however_the_connection_is_written(connection, hook: Hook, tmp_path: Path) -> None:
    assert deliver(SLACK, {"AIRFLOW_CONN_SLACK": connection(hook.url)}, tmp_path).ok
    assert hook.paths == ["/services/T0/B0/xyz"]
    (body,) = hook.bodies
    assert set(body) == {"text", "blocks"} and MESSAGE.subject in body["text"]
    assert [block["type"] for block in body["blocks"]] == ["header", "section"]
    assert "Nine are held" in body["blocks"][1]["text"]["text"]


def test_a_webhook_whose_connection_is_slacks_gets_slacks_shape(hook: Hook, tmp_path: Path) -> None:
    environ = {"AIRFLOW_CONN_HOOK": f"slackwebhook://{hook.url}/services/T0"}
    assert deliver(Channel("webhook", "hook"), environ, tmp_path).ok
    assert "blocks" in hook.bodies[0]


@pytest.mark.parametrize(
    "text", ["x" * 20_000, "line & <more>\n" * 2_000, "\n\n".join(["y" * 2_000] * 200), "&" * 9_000]
)
def test_slacks_limits_are_kept_and_what_is_left_out_is_told(text: str) -> None:
    body = slack_body(Message("s" * 300, text, "critical", "slug"))
    header, *sections = body["blocks"]
    assert len(header["text"]["text"]) <= 150 and len(body["blocks"]) <= MAX_BLOCKS + 1 <= 50
    assert all(0 < len(section["text"]["text"]) <= min(MAX_SECTION + 1, 3_000) for section in sections)
    whole = sum(len(section["text"]["text"]) for section in sections)
    assert whole > 0.9 * len(text) or "more parts" in sections[-1]["text"]["text"]


def test_slacks_signs_in_a_text_do_not_become_links() -> None:
    body = slack_body(Message("a <b> & c", "<!channel> & <https://x.example|y>", "error", "slug"))
    assert body["blocks"][1]["text"]["text"] == "&lt;!channel&gt; &amp; &lt;https://x.example|y&gt;"
    assert body["text"] == "a &lt;b&gt; &amp; c"


APPRISE = Channel("apprise", "pager")


@pytest.mark.parametrize(
    "value",
    [
        lambda url: url,
        lambda url: json.dumps({"conn_type": "apprise", "extra": {"config": {"path": url, "tag": "desk"}}}),
        lambda url: json.dumps({"conn_type": "apprise", "extra": json.dumps({"config": [{"path": url}]})}),
        lambda url: f"apprise:///?config={quote(json.dumps({'path': url}))}",
    ],
)
def test_any_apprise_address_is_notified(value, hook: Hook, tmp_path: Path) -> None:
    url = hook.url.replace("http://", "json://") + "/in"
    assert deliver(APPRISE, {"AIRFLOW_CONN_PAGER": value(url)}, tmp_path) == Delivery(
        "apprise", "pager", True, 1, "delivered"
    )
    (body,) = hook.bodies
    assert (body["title"], body["type"]) == (MESSAGE.subject, "failure")
    assert "Nine are held" in body["message"]


def test_an_apprise_service_that_fails_is_asked_again(hook: Hook, tmp_path: Path) -> None:
    hook.answers = [500, 503]
    done = deliver(APPRISE, {"AIRFLOW_CONN_PAGER": hook.url.replace("http://", "json://")}, tmp_path)
    assert (done.ok, done.attempts) == (True, 3)


def test_an_address_that_apprise_does_not_know_is_told_without_it(tmp_path: Path, caplog, capfd) -> None:
    with caplog.at_level(logging.DEBUG):
        done = deliver(APPRISE, {"AIRFLOW_CONN_PAGER": f"pigeon://{SECRET}/loft"}, tmp_path)
    assert (done.ok, done.detail) == (False, "AIRFLOW_CONN_PAGER holds an address that Apprise does not know")
    assert SECRET not in caplog.text + "".join(capfd.readouterr())


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
def test_what_cannot_be_delivered_is_told(environ: dict[str, str], detail: str, tmp_path: Path) -> None:
    done = deliver(DESK, environ, tmp_path, waits_s=(0,))
    assert (done.kind, done.ok, done.detail) == ("smtp", False, detail)


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("a file where the folder should be")
    assert not deliver(Channel("file"), {}, home).ok


# ------------------------------------------------------------------------------------------------------- secrets


TOKEN = "T0-very-secret-token"


def secret_channels(mailbox: Mailbox, hook: Hook) -> tuple[list[Channel], dict[str, str]]:
    mail = {"conn_type": "smtp", "host": "127.0.0.1", "port": mailbox.port, "login": "desk", "password": SECRET}
    environ = {
        "AIRFLOW_CONN_DESK": json.dumps(mail | {"extra": json.dumps({"disable_tls": True, "note": "extra-secret"})}),
        "AIRFLOW_CONN_HOOK": f"{hook.url}/services/{TOKEN}",
        "AIRFLOW_CONN_SLACK": f"slackwebhook://{hook.url}/services/{TOKEN}-slack",
        "AIRFLOW_CONN_PAGER": f"{hook.url.replace('http://', 'json://user:pass-in-url@')}/{TOKEN}-pager?+X-Key=key-in-query",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "postgresql://airflow:db-pass-word@db/airflow",
        "DATELINE_API_KEY": "key-0123456789",
    }
    return [DESK, Channel("webhook", "hook"), SLACK, APPRISE, Channel("file")], environ


SECRETS = (SECRET, TOKEN, "pass-in-url", "key-in-query", "db-pass-word", "key-0123456789", "extra-secret")


@pytest.mark.parametrize("code", [200, 500, 404, 302])
def test_no_secret_reaches_a_message_a_log_a_file_or_a_delivery(
    code: int, mailbox: Mailbox, hook: Hook, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd
) -> None:
    channels, environ = secret_channels(mailbox, hook)
    leaked = f"{SECRET} at {hook.url}/services/{TOKEN}, {' '.join(SECRETS)}, postgresql://me:other-password@db/x"
    message = Message(f"[Dateline] {SECRET}", leaked, "error", "slug", {"reason": leaked, "list": [{"deep": leaked}]})
    hook.answers, mailbox.answers = [code] * 20, [] if code == 200 else [550, 451]
    with caplog.at_level(logging.DEBUG):
        deliveries = [deliver_to(message, channel, environ, tmp_path, (0,)) for channel in channels]
    assert {done.ok for done in deliveries} == ({True} if code == 200 else {True, False})
    (written,) = (tmp_path / "pages" / "alerts").iterdir()
    mails = " ".join(mail.as_string() for mail in mailbox.mails)
    shown = " ".join(
        [caplog.text, *capfd.readouterr(), repr(deliveries), mails, json.dumps(hook.bodies), written.read_text()]
    )
    assert [secret for secret in (*SECRETS, "other-password") if secret in shown] == []
    assert "[secret]" in written.read_text()


def test_a_server_that_is_not_there_is_told_without_its_address(tmp_path: Path, caplog) -> None:
    gone = f"http://127.0.0.1:9/services/{TOKEN}"
    environ = {"AIRFLOW_CONN_HOOK": gone, "AIRFLOW_CONN_PAGER": gone.replace("http", "json"),
               "AIRFLOW_CONN_DESK": f"smtp://desk:{SECRET}@127.0.0.1:9"}  # fmt: skip
    with caplog.at_level(logging.DEBUG):
        done = [
            deliver_to(MESSAGE, channel, environ, tmp_path, ())
            for channel in (Channel("webhook", "hook"), APPRISE, DESK)
        ]
    assert [one.ok for one in done] == [False] * 3
    assert TOKEN not in caplog.text + repr(done) and SECRET not in caplog.text + repr(done)


def test_a_connection_does_not_show_its_password_when_printed() -> None:
    connection = read_connection("x", {"AIRFLOW_CONN_X": f"smtp://u:{SECRET}@h:25/?token={SECRET}"})
    assert SECRET not in repr(connection)


def test_a_secret_is_blotted_out_percent_encoded_too() -> None:
    environ = {"SOME_PASSWORD": "p@ss/word"}
    assert (
        without_secrets("at http://u:p%40ss%2Fword@h and p@ss/word", environ) == "at http://u:[secret]@h and [secret]"
    )


def test_a_folder_of_a_database_file_is_no_secret() -> None:
    environ = {"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "sqlite:////srv/dateline-2026/airflow/airflow.db"}
    assert without_secrets("/srv/dateline-2026/home: no such file", environ) == "/srv/dateline-2026/home: no such file"


def test_flags_of_a_connection_are_no_secrets(hook: Hook, tmp_path: Path) -> None:
    environ = {"AIRFLOW_CONN_HOOK": hook.url, "AIRFLOW_CONN_MAIL": "smtp://h:25/?disable_tls=true&disable_ssl=false"}
    message = Message("true to life", "true, false, at courier.example", "error", "s", {"is_sample": True})
    assert deliver_to(message, Channel("webhook", "hook"), environ, tmp_path).ok
    assert (hook.bodies[0]["is_sample"], hook.bodies[0]["text"]) == (True, message.text)


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("http://127.0.0.1:80/in", "http://127.0.0.1:80/in"),
        ("http://https%3A%2F%2Fhooks.example.org%2Fin", "https://hooks.example.org/in"),
        ("https://hooks.example.org/in", "https://hooks.example.org/in"),
        ('{"conn_type": "http", "host": "hooks.example.org", "schema": "https", "port": 8443}', "https://hooks.example.org:8443"),
        ('{"conn_type": "slackwebhook", "password": "T0/B0/x"}', "https://hooks.slack.com/services/T0/B0/x"),
    ],
)  # fmt: skip
def test_addresses_are_put_together_as_airflow_does(value: str, address: str) -> None:
    assert address_of(parse_connection(value)) == address


def test_airflows_own_forms_of_a_connection_are_read_alike() -> None:
    """Written by Airflow itself: its URI and its JSON of one connection, with everything in it that needs quoting."""
    probe = (
        "from airflow.sdk import Connection\n"
        "c = Connection(conn_id='x', conn_type='smtp', host='mail.example', login='a@b', password='p/w@:d', port=587,"
        ' extra=\'{"disable_tls": true, "from_email": "d@example.org"}\')\n'
        "print('URI ' + c.get_uri()); print('JSON ' + c.as_json())"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    written = dict(line.split(" ", 1) for line in done.stdout.splitlines() if line.startswith(("URI ", "JSON ")))
    uri, told = parse_connection(written["URI"]), parse_connection(written["JSON"])
    for connection in (uri, told):
        assert (connection.kind, connection.host, connection.login, connection.password, connection.port) == (
            "smtp", "mail.example", "a@b", "p/w@:d", 587,
        )  # fmt: skip
        assert (
            connection.extra["from_email"] == "d@example.org" and str(connection.extra["disable_tls"]).lower() == "true"
        )


def test_an_apprise_address_that_is_no_url_for_python_is_read_all_the_same() -> None:
    assert apprise_urls(parse_connection("tgram://123456789:AAtoken/chat")) == ["tgram://123456789:AAtoken/chat"]


def test_sending_needs_no_airflow() -> None:
    heavy = ("airflow", "pandas", "great_expectations", "duckdb", "apprise")
    rooms = "dateline.alerts.outbox, dateline.alerts.incidents, dateline.alerts.senders"
    probe = f"import sys, {rooms}; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
