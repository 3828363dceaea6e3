"""Where countries end: is a point inside the country that it is said to be in?

The outlines are Natural Earth's, packed by `scripts/pack_borders.py`; states that share a border share its line, so
that what one country alone has is a coast. A border may be missed by `BORDER_KM`, a coast by `COAST_KM` out at sea:
towns lie on headlands, and small islands are not drawn. Of an area that two states claim (`data/disputed_areas.csv`)
either may be told. Source: docs/codebook.md, "Place".
"""

from __future__ import annotations

import json
import struct
import zlib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from dateline.errors import ConfigError
from dateline.vocab import DATA, cell_list, read_table

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

PACKED = DATA / "borders.bin"
MAGIC = b"DLBORD\x01\x00"
STEPS_A_DEGREE = 1000

BORDER_KM = 5.0
COAST_KM = 25.0
_KM_A_DEGREE = 111.2
_REACH = 0.25
"""How far around a point, in degrees of latitude, lines are looked at: a little more than `COAST_KM`."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The segments of some outlines: from (x1, y1) to (x2, y2), longitude and latitude in degrees.

    A ring that crosses the date line goes on beyond 180 degrees. `is_coast`: no second country has the segment.
    """

    x1: Numbers
    y1: Numbers
    x2: Numbers
    y2: Numbers
    is_coast: Flags

    def of(self, chosen: Flags) -> Lines:
        """Return some of the segments."""
        return Lines(*(getattr(self, name)[chosen] for name in self.__slots__))


class Borders:
    """The outlines of all countries, by alpha-3 code. Nothing of a country is put together before it is asked for."""

    def __init__(self, arcs: list[Numbers], polygons: dict[str, list[list[list[int]]]]) -> None:
        self.arcs, self.polygons = arcs, polygons
        owners = {(at if at >= 0 else ~at, code) for code, rings in _rings(polygons) for ring in rings for at in ring}
        self.owners = Counter(at for at, _ in owners)
        """How many countries each arc belongs to: 1 is a coast, 2 a border."""
        self._lines: dict[str, Lines] = {}

    @classmethod
    def load(cls, path: Path = PACKED) -> Borders:
        """Read the packed file; a tenth of a second.

        Raises:
            ConfigError: the file is missing, cut short, or of another version.
        """
        import numpy as np

        try:
            raw = path.read_bytes()
            if not raw.startswith(MAGIC):
                raise ValueError("another version")
            body = zlib.decompress(raw[len(MAGIC) :])
            size = struct.unpack_from("<I", body)[0]
            header = json.loads(body[4 : 4 + size])
            steps = np.frombuffer(body, dtype="<i4", offset=4 + size).reshape(2, -1).T
        except (OSError, ValueError, zlib.error, struct.error) as error:
            raise ConfigError(f"{path}: the borders cannot be read ({error})") from error
        pieces = np.split(steps, np.cumsum(header["lengths"])[:-1])
        return cls([np.cumsum(piece, axis=0) / STEPS_A_DEGREE for piece in pieces], header["countries"])

    def __contains__(self, code: str) -> bool:
        return code in self.polygons

    def lines(self, code: str) -> Lines:
        """Return the outlines of a country. Raises KeyError for a code that has none."""
        if code not in self._lines:
            self._lines[code] = self._outline(code)
        return self._lines[code]

    def _outline(self, code: str) -> Lines:
        import numpy as np

        rings = [ring for polygon in self.polygons[code] for ring in polygon]
        starts, ends, coasts = [], [], []
        for ring in rings:
            parts = [self.arcs[at] if at >= 0 else self.arcs[~at][::-1] for at in ring]
            lone = [
                np.full(len(part) - 1, self.owners[at if at >= 0 else ~at] < 2)
                for at, part in zip(ring, parts, strict=True)
            ]
            points = np.concatenate([parts[0], *(part[1:] for part in parts[1:])])
            points = np.column_stack([np.unwrap(points[:, 0], period=360), points[:, 1]])
            starts.append(points[:-1])
            ends.append(points[1:])
            coasts.append(np.concatenate(lone))
        start, end = np.concatenate(starts), np.concatenate(ends)
        return Lines(start[:, 0], start[:, 1], end[:, 0], end[:, 1], np.concatenate(coasts))

    def find_strays(self, code: str, longitudes: Numbers, latitudes: Numbers) -> Flags:
        """Return for each point whether it is outside the country by more than the tolerance.

        Nothing strays from a country that has no outline here.
        """
        import numpy as np

        strays = np.zeros(len(longitudes), dtype=bool)
        if code not in self:
            return strays
        for at in np.flatnonzero(~self._inside(code, longitudes, latitudes)):
            strays[at] = not self._is_near(code, float(longitudes[at]), float(latitudes[at]))
        return strays

    def _is_near(self, code: str, longitude: float, latitude: float) -> bool:
        if any(area.holds(code, longitude, latitude) for area in disputed_areas()):
            return True
        border, coast = _kilometres_to(self.lines(code), longitude, latitude)
        if min(border, coast) <= BORDER_KM:
            return True
        return coast <= COAST_KM and self._is_at_sea(longitude, latitude)

    def _is_at_sea(self, longitude: float, latitude: float) -> bool:
        import numpy as np

        point = np.array([longitude]), np.array([latitude])
        return not any(bool(self._inside(code, *point)[0]) for code in self.polygons)

    def _inside(self, code: str, longitudes: Numbers, latitudes: Numbers) -> Flags:
        import numpy as np

        lines = self.lines(code)
        inside = np.zeros(len(longitudes), dtype=bool)
        low, high = np.minimum(lines.y1, lines.y2), np.maximum(lines.y1, lines.y2)
        bands = np.floor(latitudes)
        for band in np.unique(bands[np.isfinite(bands)]):
            here = lines.of((high >= band) & (low <= band + 1))
            for at in np.array_split(
                np.flatnonzero(bands == band), 1 + len(here.x1) * int((bands == band).sum()) // 4_000_000
            ):
                if len(here.x1) and len(at):
                    inside[at] = _crossings_are_odd(here, longitudes[at], latitudes[at])
        return inside


def _rings(polygons: dict[str, list[list[list[int]]]]) -> list[tuple[str, list[list[int]]]]:
    return [(code, polygon) for code, found in polygons.items() for polygon in found]


def _crossings_are_odd(lines: Lines, longitudes: Numbers, latitudes: Numbers) -> Flags:
    """Count the segments that a line eastwards from each point crosses; inside, the count is odd."""
    import numpy as np

    x, y = longitudes[:, None], latitudes[:, None]
    crossed = (lines.y1 > y) != (lines.y2 > y)
    rise = np.where(lines.y1 == lines.y2, 1.0, lines.y2 - lines.y1)
    at = lines.x1 + (y - lines.y1) * ((lines.x2 - lines.x1) / rise)
    inside = np.zeros(len(longitudes), dtype=bool)
    for turn in (-360.0, 0.0, 360.0):  # outlines over the date line go on beyond 180 degrees
        inside |= ((crossed & (x + turn < at)).sum(axis=1) % 2) == 1
    return inside


def _kilometres_to(lines: Lines, longitude: float, latitude: float) -> tuple[float, float]:
    """Return the distance to the nearest border and to the nearest coast, infinite beyond `_REACH`."""
    import numpy as np

    squeeze = max(float(np.cos(np.radians(latitude))), 0.05)
    near = (np.minimum(lines.y1, lines.y2) <= latitude + _REACH) & (np.maximum(lines.y1, lines.y2) >= latitude - _REACH)
    here = lines.of(near)
    nearest = [float("inf"), float("inf")]
    for turn in (-360.0, 0.0, 360.0):
        x1, y1 = (here.x1 - longitude - turn) * squeeze, here.y1 - latitude
        dx, dy = (here.x2 - here.x1) * squeeze, here.y2 - here.y1
        length = np.where((dx == 0) & (dy == 0), 1.0, dx * dx + dy * dy)
        share = np.clip(-(x1 * dx + y1 * dy) / length, 0, 1)
        away = np.hypot(x1 + share * dx, y1 + share * dy) * _KM_A_DEGREE
        for kind, chosen in enumerate((~here.is_coast, here.is_coast)):
            nearest[kind] = min(nearest[kind], float(away[chosen].min(initial=float("inf"))))
    return nearest[0], nearest[1]


# ---------------------------------------------------------------------------------------------- disputed areas


@dataclass(frozen=True, slots=True)
class DisputedArea:
    """A box of which several states say that it is theirs."""

    name: str
    countries: tuple[str, ...]
    west: float
    south: float
    east: float
    north: float

    def holds(self, code: str, longitude: float, latitude: float) -> bool:
        """Whether the point lies here and the country is one of those that claim it."""
        return code in self.countries and self.west <= longitude <= self.east and self.south <= latitude <= self.north


@cache
def disputed_areas() -> tuple[DisputedArea, ...]:
    """Return the areas of `data/disputed_areas.csv`."""
    return tuple(
        DisputedArea(
            row["area"], cell_list(row["countries"]),
            *(float(row[side]) for side in ("west", "south", "east", "north")),
        )
        for row in read_table("disputed_areas.csv")
    )  # fmt: skip
