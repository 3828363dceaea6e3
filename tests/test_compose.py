"""The server's files: docker-compose.yml, Dockerfile, .env.example and the scripts they call. No engine runs here."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from composefile import ROOT, ComposeError, interpolate, read_compose, read_env_file, read_references
from dateline.version import VERSION
from tests.compose_rules import FILLED, find_image_problems, find_problems

COMPOSE = (ROOT / "docker-compose.yml").read_text()
EXAMPLE = read_env_file(ROOT / ".env.example")
SECRETS = sorted({r.name for r in read_references(COMPOSE) if r.required})


def validate(path: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(path)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_the_compose_file_fits_the_compose_schema():
    done = validate(ROOT / "docker-compose.yml")
    assert done.returncode == 0, done.stdout


def test_a_misspelt_key_does_not_fit_the_schema(tmp_path):
    wrong = tmp_path / "docker-compose.yml"
    wrong.write_text(COMPOSE.replace('command: ["scheduler"]', 'comand: ["scheduler"]'))
    done = validate(wrong)
    assert done.returncode == 1
    assert "comand" in done.stdout


def test_the_services_agree_with_each_other_and_with_the_example():
    assert find_problems(COMPOSE, EXAMPLE) == []


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("AIRFLOW__CORE__EXECUTOR", "AIRFLOW__CORE__EXECUTER", "no setting of Airflow"),
        ("AIRFLOW__CELERY__BROKER_URL", "AIRFLOW__CELERY__BROKER", "no setting of Airflow"),
        ("DATELINE_FEEDS:", "DATELINE_FEED:", "read nowhere"),
        ("@postgres:5432/airflow\n", "@postgresql:5432/airflow\n", "no service"),
        ("http://api-server:8080/execution/", "http://apiserver:8080/execution/", "no service"),
        ('command: ["triggerer"]', 'command: ["trigger"]', "no command of Airflow"),
        ("    init: {condition:", "    inti: {condition:", "no service"),
        ("  redis-files:\n", "  redis-file:\n", "declared or used"),
        ("./config:/opt", "./configs:/opt", "no such folder"),
        ("${DATELINE_PORT:-8080}", "${DATELINE_PRT:-8080}", "not told in .env.example"),
        ("${DATELINE_PARALLELISM:-4}", "${DATELINE_PARALLELISM:-32}", "in .env.example"),
        ('"127.0.0.1:${', '"${', "open to the world"),
        ("${POSTGRES_PASSWORD:?is not set; scripts/make_env.sh writes .env}\n", "airflow\n", "does not demand"),
        ("dateline/config/settings.toml", "dateline/config/setting.toml", "no such file in the image"),
    ],
)
def test_a_slip_in_the_compose_file_is_found(right, wrong, said):
    assert right in COMPOSE
    problems = find_problems(COMPOSE.replace(right, wrong, 1), EXAMPLE)
    assert any(said in problem for problem in problems), problems


def test_a_missing_health_check_is_found():
    compose = yaml.safe_load(COMPOSE)
    del compose["services"]["scheduler"]["healthcheck"]
    assert any(
        "scheduler: a service needs a health check" in p for p in find_problems(yaml.safe_dump(compose), EXAMPLE)
    )


def test_the_services_are_those_of_a_server():
    services = read_compose(FILLED)["services"]
    always = {name for name, service in services.items() if "profiles" not in service}
    assert always == {"postgres", "init", "api-server", "scheduler", "dag-processor", "triggerer"}
    assert {name for name in services if name not in always} == {"redis", "worker"}
    assert services["scheduler"]["environment"]["AIRFLOW__CORE__EXECUTOR"] == "LocalExecutor"


# --------------------------------------------------------------------------------------------------------- secrets


def test_the_example_alone_starts_nothing():
    with pytest.raises(ComposeError, match="required variable"):
        read_compose(EXAMPLE)


@pytest.mark.parametrize("name", SECRETS)
def test_every_secret_is_demanded_by_name(name):
    with pytest.raises(ComposeError, match=name):
        read_compose(FILLED | {name: ""})


def test_made_secrets_are_fresh_and_readable_by_the_owner_alone(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    for file in (first, second):
        subprocess.run([ROOT / "scripts" / "make_env.sh", file], check=True, capture_output=True, timeout=30)
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    ours, theirs = read_env_file(first), read_env_file(second)
    assert all(ours[name] != theirs[name] and len(ours[name]) >= 40 for name in SECRETS)
    assert {n: v for n, v in ours.items() if n not in SECRETS} == {n: v for n, v in EXAMPLE.items() if n not in SECRETS}
    assert read_compose(ours)["name"] == "dateline"


def test_secrets_that_are_in_use_are_not_overwritten(tmp_path):
    file = tmp_path / "env"
    file.write_text("POSTGRES_PASSWORD=kept\n")
    done = subprocess.run(
        [ROOT / "scripts" / "make_env.sh", file], capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 1
    assert "stays as it is" in done.stderr
    assert file.read_text() == "POSTGRES_PASSWORD=kept\n"


def init(tmp_path: Path, **changed: str) -> subprocess.CompletedProcess[str]:
    """Run the init script with good secrets but for those given; `airflow` is not on its path."""
    subprocess.run([ROOT / "scripts" / "make_env.sh", tmp_path / "env"], check=True, capture_output=True, timeout=30)
    environ = read_compose(read_env_file(tmp_path / "env"))["services"]["init"]["environment"]
    environ = {name: str(value).replace("/srv/dateline", str(tmp_path / "home")) for name, value in environ.items()}
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(sys.executable)
    environ |= {"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin", "AIRFLOW_UID": str(os.getuid()), **changed}
    script = ROOT / "scripts" / "server_init.sh"
    return subprocess.run([script], env=environ, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATELINE_ADMIN_PASSWORD", "changeme"),
        ("AIRFLOW__API_AUTH__JWT_SECRET", "airflow_jwt_secret"),
        ("AIRFLOW__API__SECRET_KEY", "secret"),
        ("AIRFLOW__CORE__FERNET_KEY", "not a key"),
    ],
)
def test_a_weak_secret_is_refused_by_name(tmp_path, name, value):
    done = init(tmp_path, **{name: value})
    assert done.returncode == 1
    assert name.rsplit("__", 1)[-1] in done.stderr
    assert value not in done.stderr


def test_a_home_that_cannot_be_made_is_one_clear_sentence(tmp_path):
    (tmp_path / "home").write_text("a file where the folder should be")
    done = init(tmp_path)
    assert done.returncode == 1
    assert f"init: {tmp_path / 'home'} cannot be written" in done.stderr


# ------------------------------------------------------------------------------------------- interpolation, the image


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${A:-x}", "x"),
        ("${B:-x}", "b"),
        ("${B}", "b"),
        ("${A}", ""),
        ("$${HOSTNAME}", "${HOSTNAME}"),
        ("${B:?why}", "b"),
    ],
)
def test_variables_are_filled_in_as_compose_does(text, expected):
    assert interpolate(text, {"B": "b"}) == expected


@pytest.mark.parametrize("text", ["$HOME", "${A-x}", "${A:-${B}}", "a$"])
def test_a_form_that_is_not_read_is_refused(text):
    with pytest.raises(ComposeError, match="cannot read"):
        interpolate(text, {})


def test_the_image_is_built_from_what_is_there():
    assert find_image_problems((ROOT / "Dockerfile").read_text(), (ROOT / ".dockerignore").read_text()) == []


def test_a_slip_in_the_dockerfile_is_found():
    recipe, ignored = (ROOT / "Dockerfile").read_text(), (ROOT / ".dockerignore").read_text()
    assert find_image_problems(recipe.replace("COPY --chown=airflow:0 sql sql", "COPY sqls sql"), ignored)
    assert find_image_problems(recipe.replace("airflow:3.3.2", "airflow:latest"), ignored)
    assert find_image_problems(recipe, ignored.replace("!sql\n", ""))
    assert find_image_problems(recipe, ignored.replace("*\n", "", 1))


def test_the_image_is_named_by_the_version():
    assert EXAMPLE["DATELINE_IMAGE"] == f"dateline:{VERSION}"
