"""Read docker-compose.yml the way compose does: variables filled in, `${NAME:?why}` refused when empty.

Only what our file uses: `${NAME}`, `${NAME:-default}`, `${NAME:?message}` and `$$`. Anything else is an error, so that
the tests cannot pass over it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
COMPOSE_FILE = ROOT / "docker-compose.yml"

_REFERENCE = re.compile(
    r"""
    \$ (?: (?P<escaped> \$ )
         | \{ (?P<name> [A-Za-z_]\w* ) (?: (?P<how> :- | :\? ) (?P<more> [^{}]* ) )? \}
         | (?P<wrong> ) )          # a lone $, ${NAME-x}, nesting: legal for compose, not used by us
    """,
    re.VERBOSE,
)


class ComposeError(ValueError):
    """The file, or a variable it needs, cannot be used; the message names the variable."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One `${...}`: what stands for an unset or empty variable, or that it may not be."""

    name: str
    default: str | None
    required: bool


def read_references(text: str) -> list[Reference]:
    """Return the variables that `text` uses, in order. Comments are read too: leave no `$` in them.

    Raises:
        ComposeError: a `$` that is none of the forms above.
    """
    return [_reference(match) for match in _REFERENCE.finditer(text) if not match["escaped"]]


def interpolate(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with the variables filled in from `values`.

    Raises:
        ComposeError: a required variable is unset or empty.
    """
    return _REFERENCE.sub(lambda match: "$" if match["escaped"] else _value(_reference(match), values), text)


def read_compose(values: Mapping[str, str], path: Path = COMPOSE_FILE) -> dict[str, Any]:
    """Return the compose file as compose would see it with these variables.

    Raises:
        ComposeError: a required variable is unset or empty.
    """
    return _fill(yaml.safe_load(path.read_text(encoding="utf-8")), values)  # type: ignore[no-any-return]


def read_env_file(path: Path) -> dict[str, str]:
    """Return the `NAME=value` lines of a `.env` file.

    Raises:
        ComposeError: a line that is neither that, nor a comment, nor empty.
    """
    values = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        match = re.fullmatch(r"([A-Za-z_]\w*)=(.*)", line)
        if match is None:
            raise ComposeError(f"{path}: line {number}: not NAME=value")
        values[match[1]] = match[2]
    return values


def _reference(match: re.Match[str]) -> Reference:
    if match["name"] is None:
        raise ComposeError(f"cannot read the variable at `{match.string[match.start() : match.start() + 30]}`")
    return Reference(match["name"], match["more"] if match["how"] == ":-" else None, match["how"] == ":?")


def _value(reference: Reference, values: Mapping[str, str]) -> str:
    value = values.get(reference.name, "")
    if not value and reference.required:
        raise ComposeError(f"required variable {reference.name} is missing a value")
    return value or reference.default or ""


def _fill(part: Any, values: Mapping[str, str]) -> Any:
    if isinstance(part, dict):
        return {key: _fill(value, values) for key, value in part.items()}
    if isinstance(part, list):
        return [_fill(value, values) for value in part]
    return interpolate(part, values) if isinstance(part, str) else part
