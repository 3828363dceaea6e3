"""Draw the world map of the events page, `plugins/dateline/data/map.json`, from `plugins/dateline/data/borders.bin`.

    .venv/bin/python scripts/pack_map.py

The outlines are those of `dateline.borders` (Natural Earth 1:10m), thinned further to what a page can carry: lines to
within 5 km, in steps of 1 km; islands under 28 km go unless their country has nothing larger. Arcs are kept once for
the two countries beside them, as there. For each country a point well inside its largest part is found: where the page
puts what is known of a country and no closer. Exit 0: written.
"""

from __future__ import annotations

import json
import sys

import numpy as np
import numpy.typing as npt

from dateline.borders import Borders
from dateline.vocab import DATA
from thinning import thinned

OUT = DATA / "map.json"
STEPS_A_DEGREE = 100
THIN_DEGREES = 0.045
SMALL_DEGREES = 0.25

Line = npt.NDArray[np.float64]


def main() -> int:
    """Write the map and tell how large it is; the exit code."""
    borders = Borders.load()
    countries = {code: _kept(polygons, borders) for code, polygons in borders.polygons.items()}
    used = sorted({_at(arc) for polygons in countries.values() for rings in polygons for ring in rings for arc in ring})
    number = {arc: index for index, arc in enumerate(used)}
    told = {
        "steps": STEPS_A_DEGREE,
        "arcs": [_steps(thinned(borders.arcs[arc], THIN_DEGREES)) for arc in used],
        "countries": {
            code: [[[number[arc] if arc >= 0 else ~number[~arc] for arc in ring] for ring in rings] for rings in kept]
            for code, kept in sorted(countries.items())
        },
        "middles": {code: _middle(kept, borders) for code, kept in sorted(countries.items())},
    }
    OUT.write_text(json.dumps(told, separators=(",", ":")) + "\n", encoding="utf-8")
    n_points = sum(len(arc) // 2 for arc in told["arcs"])
    sys.stdout.write(f"{OUT.name}: {len(countries)} countries, {n_points} points, {OUT.stat().st_size} bytes\n")
    return 0


def _at(arc: int) -> int:
    return arc if arc >= 0 else ~arc


def _ring(ring: list[int], borders: Borders) -> Line:
    parts = [borders.arcs[arc] if arc >= 0 else borders.arcs[~arc][::-1] for arc in ring]
    points = np.concatenate([parts[0], *(part[1:] for part in parts[1:])])
    return np.column_stack([np.unwrap(points[:, 0], period=360), points[:, 1]])


def _size(rings: list[list[int]], borders: Borders) -> float:
    return float(np.ptp(_ring(rings[0], borders), axis=0).max())


def _kept(polygons: list[list[list[int]]], borders: Borders) -> list[list[list[int]]]:
    """Return the polygons that are large enough to be seen, the largest first; always one."""
    ordered = sorted(polygons, key=lambda rings: -_size(rings, borders))
    return [rings for at, rings in enumerate(ordered) if not at or _size(rings, borders) >= SMALL_DEGREES]


def _steps(line: Line) -> list[int]:
    whole = np.rint(line * STEPS_A_DEGREE).astype(int)
    moved = np.diff(whole, axis=0)
    return [*whole[0].tolist(), *moved[(moved != 0).any(axis=1)].ravel().tolist()]


def _middle(polygons: list[list[list[int]]], borders: Borders) -> list[float]:
    """Return the point of a grid over the country's largest part that is farthest from its outline."""
    ring = max((_ring(rings[0], borders) for rings in polygons), key=_area)
    (west, south), (east, north) = ring.min(axis=0), ring.max(axis=0)
    x, y = np.meshgrid(np.linspace(west, east, 34)[1:-1], np.linspace(south, north, 34)[1:-1])
    points = np.column_stack([x.ravel(), y.ravel()])
    inside = points[_is_inside(points, ring)]
    if not len(inside):
        return [round(float((west + east) / 2), 2), round(float((south + north) / 2), 2)]
    squeeze = np.array([np.cos(np.radians((south + north) / 2)), 1.0])
    outline = ring[:: max(1, len(ring) // 600)] * squeeze
    away = np.hypot(*(inside[:, None, :] * squeeze - outline[None, :, :]).transpose(2, 0, 1)).min(axis=1)
    longitude, latitude = inside[int(away.argmax())]
    return [round((float(longitude) + 180) % 360 - 180, 2), round(float(latitude), 2)]


def _area(ring: Line) -> float:
    x, y = ring.T
    return abs(float(x[:-1] @ y[1:] - x[1:] @ y[:-1])) * float(np.cos(np.radians(y.mean())))


def _is_inside(points: Line, ring: Line) -> npt.NDArray[np.bool_]:
    x, y = points[:, :1], points[:, 1:]
    (x1, y1), (x2, y2) = ring[:-1].T, ring[1:].T
    rise = np.where(y1 == y2, 1.0, y2 - y1)
    crossed = ((y1 > y) != (y2 > y)) & (x < x1 + (y - y1) * ((x2 - x1) / rise))
    inside: npt.NDArray[np.bool_] = crossed.sum(axis=1) % 2 == 1
    return inside


if __name__ == "__main__":
    sys.exit(main())
