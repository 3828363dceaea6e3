"""Leaders of states and movements of `data/leaders.csv`: whom a name denotes, and what they were in a given year."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from dateline.vocab import cell_list, fold, read_table

_STATE = ("GOV", "LEG", "JUD", "MIL")


@dataclass(frozen=True, slots=True)
class Leader:
    """A leader: `terms` are (first, last) years in office, last None while in office; empty without a known office."""

    name: str
    country: str
    sector: str
    terms: tuple[tuple[int, int | None], ...]

    def sector_in(self, year: int) -> str | None:
        """Return the sector in a year: a state's leader is a former elite after the last term, nobody before the first.

        Source: PLOVER's ELI, "former government officials".

        >>> Leader("Ada Roy", "XXX", "GOV", ((1999, 2003),)).sector_in(2010)
        'ELI'
        """
        if self.sector not in _STATE or not self.terms:
            return self.sector
        if any(first <= year <= (last or year) for first, last in self.terms):
            return self.sector
        return "ELI" if any(last is not None and last < year for _, last in self.terms) else None


def _term(cell: str) -> tuple[int, int | None]:
    first, _, last = cell.partition("-")
    return int(first), int(last) if last else None


@cache
def leaders() -> dict[str, Leader]:
    """Return the leaders by name."""
    return {
        row["name"]: Leader(row["name"], row["country"], row["sector"], tuple(map(_term, cell_list(row["terms"]))))
        for row in read_table("leaders.csv")
    }


@cache
def _by_wording() -> dict[str, Leader]:
    """Return the leaders by full name, alias, and the surname that is theirs alone in the news."""
    known, found = leaders(), {}
    for row in read_table("leaders.csv"):
        for wording in (row["name"], *cell_list(row["aliases"]), *cell_list(row["surname"])):
            found[fold(wording)] = known[row["name"]]
    return found


@cache
def _by_last_word() -> dict[str, tuple[Leader, ...]]:
    found: dict[str, tuple[Leader, ...]] = {}
    for leader in leaders().values():
        last = fold(leader.name).split()[-1].removeprefix("al-").removeprefix("el-")
        found[last] = (*found.get(last, ()), leader)
    return found


def find_leader(name: str) -> Leader | None:
    """Return the leader whose full name, alias or own surname this is, None for anybody else's.

    >>> [found.country for name in ("Vladimir Putin", "Putin") if (found := find_leader(name))]
    ['RUS', 'RUS']
    """
    return _by_wording().get(fold(name))


def country_of_office(surname: str) -> str | None:
    """Return the country of "President Bush": of all leaders of states with that last name, None when they differ."""
    found = _by_last_word().get(fold(surname), ())
    states = {leader.country for leader in found if leader.sector == "GOV"}
    return states.pop() if len(states) == 1 else None
