"""What must hold for docker-compose.yml beyond its schema. No container engine runs here, so these rules read it."""

from __future__ import annotations

import fnmatch
import importlib.util
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from composefile import ROOT, interpolate, read_references

AIRFLOW_COMMANDS = {"api-server", "scheduler", "dag-processor", "triggerer", "celery"}
SECRET_NAME = re.compile(r"PASSWORD|SECRET|FERNET|SQL_ALCHEMY_CONN|BROKER_URL|RESULT_BACKEND|REDISCLI_AUTH")
FILLED = {
    "POSTGRES_PASSWORD": "p" * 40,
    "REDIS_PASSWORD": "r" * 40,
    "DATELINE_ADMIN_PASSWORD": "a" * 40,
} | dict.fromkeys(("AIRFLOW_FERNET_KEY", "AIRFLOW_JWT_SECRET", "AIRFLOW_SECRET_KEY"), "s" * 64)


def find_problems(compose_text: str, env_example: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the file, a sentence each; nothing when all is well."""
    written = yaml.safe_load(compose_text)
    filled = yaml.safe_load(interpolate(compose_text, FILLED))
    services: dict[str, dict[str, Any]] = filled["services"]
    return [
        *_variables(compose_text, env_example),
        *_secrets(written["services"]),
        *_volumes(filled),
        *(problem for name in services for problem in _service(name, services)),
        *_shared_environment(services),
    ]


def _variables(text: str, example: Mapping[str, str]) -> Iterator[str]:
    references = read_references(text)
    for name in sorted({r.name for r in references} - set(example)):
        yield f"${name} is not told in .env.example"
    # COMPOSE_PROFILES is compose's own.
    for name in sorted(set(example) - {r.name for r in references} - {"COMPOSE_PROFILES"}):
        yield f".env.example tells of {name}, which nothing uses"
    required = {r.name for r in references if r.required}
    for reference in references:
        told = example.get(reference.name, "")
        if reference.name in required and told:
            yield f"{reference.name} is a secret and has a value in .env.example"
        if reference.default is not None and told != reference.default:
            yield f"{reference.name} is `{reference.default}` here and `{told}` in .env.example"


def _secrets(services: Mapping[str, Any]) -> Iterator[str]:
    for name, service in services.items():
        for key, value in service.get("environment", {}).items():
            if SECRET_NAME.search(key) and not re.search(r"\$\{\w+:\?[^}]+\}", str(value)):
                yield f"{name}: {key} does not demand its secret"


def _volumes(compose: Mapping[str, Any]) -> Iterator[str]:
    used = {mount.split(":")[0] for service in compose["services"].values() for mount in service.get("volumes", ())}
    named = {source for source in used if not source.startswith((".", "/"))}
    for source in sorted(named ^ set(compose["volumes"])):
        yield f"volume {source} is declared or used, not both"
    for source in sorted(used - named):
        if not (ROOT / source).exists() and f"/{Path(source).name}/" not in _gitignore():
            yield f"volume {source}: no such folder, and git would take it"


def _service(name: str, services: Mapping[str, dict[str, Any]]) -> Iterator[str]:
    service = services[name]
    one_shot = service.get("restart") == "no"
    if not service.get("restart"):
        yield f"{name}: no restart policy"
    if one_shot == ("healthcheck" in service):
        yield f"{name}: a service needs a health check, one that runs to its end needs none"
    if _is_airflow(service) and not one_shot and service["command"][0] not in AIRFLOW_COMMANDS:
        yield f"{name}: `{service['command'][0]}` is no command of Airflow"
    for port in service.get("ports", ()):
        if not str(port).startswith("127.0.0.1:"):
            yield f"{name}: port {port} is open to the world"
    for other, how in service.get("depends_on", {}).items():
        yield from _dependency(name, other, how["condition"], services)
    for key, value in service.get("environment", {}).items():
        yield from _setting(name, key, str(value), services)


def _dependency(name: str, other: str, condition: str, services: Mapping[str, dict[str, Any]]) -> Iterator[str]:
    if other not in services:
        yield f"{name}: depends on {other}, which is no service"
        return
    if condition == "service_healthy" and "healthcheck" not in services[other]:
        yield f"{name}: waits for {other} to be healthy, which has no health check"
    if condition == "service_completed_successfully" and services[other].get("restart") != "no":
        yield f"{name}: waits for {other} to end, which is restarted for ever"
    if not set(services[other].get("profiles", ())) <= set(services[name].get("profiles", ())):
        yield f"{name}: depends on {other}, which its profile leaves out"


def _setting(name: str, key: str, value: str, services: Mapping[str, Any]) -> Iterator[str]:
    if match := re.fullmatch(r"AIRFLOW__([A-Z_]+?)__([A-Z_]+)", key):
        if match[2].lower() not in _airflow_options().get(match[1].lower(), set()):
            yield f"{name}: {key} is no setting of Airflow"
    elif key.startswith("DATELINE_") and not re.search(rf"\b{key}\b", _code()):
        yield f"{name}: {key} is read nowhere"
    for host in re.findall(r"(?:@|http://)([a-z][\w-]*):\d+", value):
        if host not in services and host != "localhost":
            yield f"{name}: {key} names the host {host}, which is no service"
    if value.startswith("/opt/dateline/") and not (ROOT / value.removeprefix("/opt/dateline/")).exists():
        # The live feeds file and the folders: what the image holds at that place is the repository's.
        yield f"{name}: {key}: no such file in the image: {value}"


def _shared_environment(services: Mapping[str, dict[str, Any]]) -> Iterator[str]:
    """Airflow's processes must agree: one database, one key, one secret."""
    ours = {name: service["environment"] for name, service in services.items() if _is_airflow(service)}
    first = next(iter(ours.values()))
    common = {key: value for key, value in first.items() if key.startswith(("AIRFLOW", "DATELINE_HOME"))}
    for name, environment in ours.items():
        for key, value in common.items():
            if environment.get(key) != value:
                yield f"{name}: {key} differs from the other services'"


def _is_airflow(service: Mapping[str, Any]) -> bool:
    return "build" in service


# ------------------------------------------------------------------------------------------------- the Dockerfile


def find_image_problems(dockerfile: str, dockerignore: str) -> list[str]:
    """Return what is wrong with the image's recipe: the base's version, and copies of what is not there or left out."""
    pins = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    airflow = next(pin.split("==")[1] for pin in pins if pin.startswith("apache-airflow=="))
    problems = (
        [] if f"FROM apache/airflow:{airflow}-python3.11\n" in dockerfile else [f"not based on Airflow {airflow}"]
    )
    if f"'{airflow}'" not in dockerfile:
        problems.append(f"the image does not check that it has Airflow {airflow}")
    for line in re.findall(r"^COPY (?:--\S+ )*(.+)$", dockerfile, re.MULTILINE):
        *sources, _target = line.split()
        for source in sources:
            if not (ROOT / source).exists():
                problems.append(f"COPY {source}: no such file")
            elif not _is_sent(source, dockerignore):
                problems.append(f"COPY {source}: .dockerignore leaves it out")
    problems += [
        f"{name} would be sent to the build"
        for name in (".env", ".venv", "var", ".git")
        if _is_sent(name, dockerignore)
    ]
    return problems


def _is_sent(path: str, dockerignore: str) -> bool:
    """Docker's rule: the last pattern that matches the path or a folder above it decides."""
    sent = True
    for line in dockerignore.splitlines():
        pattern = line.strip().removeprefix("!")
        if not pattern or pattern.startswith("#"):
            continue
        above = [str(part) for part in (Path(path), *Path(path).parents) if str(part) != "."]
        if any(fnmatch.fnmatch(part, pattern) for part in above):
            sent = line.startswith("!")
    return sent


# --------------------------------------------------------------------------------------------------- what is known


@cache
def _airflow_options() -> dict[str, set[str]]:
    """Every section and option that Airflow and the celery provider describe, read without importing them."""
    airflow = importlib.util.find_spec("airflow")
    assert airflow and airflow.submodule_search_locations
    folder = Path(next(iter(airflow.submodule_search_locations)))
    described: dict[str, Any] = yaml.safe_load((folder / "config_templates" / "config.yml").read_text())
    options = {section: set(entry["options"] or ()) for section, entry in described.items()}
    spec = importlib.util.spec_from_file_location(
        "celery_info", folder / "providers" / "celery" / "get_provider_info.py"
    )
    assert spec and spec.loader
    info = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(info)
    for section, entry in info.get_provider_info()["config"].items():
        options.setdefault(section, set()).update(entry["options"])
    return options


@cache
def _code() -> str:
    files = [*ROOT.glob("plugins/dateline/**/*.py"), *ROOT.glob("dags/*.py"), *ROOT.glob("scripts/*.sh")]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


@cache
def _gitignore() -> str:
    return (ROOT / ".gitignore").read_text()
