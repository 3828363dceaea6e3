"""Pack the outlines of the countries into `plugins/dateline/data/borders.bin`.

    .venv/bin/python scripts/pack_borders.py COUNTRIES.json

COUNTRIES.json is `countries-10m.json` of the npm package world-atlas 2.0.2 (`npm pack world-atlas@2.0.2`): Natural
Earth's 1:10m countries as TopoJSON. Lines are thinned to within a kilometre, every island stays. An outline is kept
once for the two countries beside it, so that a border is told from a coast. `dateline.borders` reads the file.
Exit 0: packed; 2: no such file, or not that one.
"""

from __future__ import annotations

import json
import struct
import sys
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pycountry

from dateline.borders import MAGIC, PACKED, STEPS_A_DEGREE
from thinning import thinned

THIN_DEGREES = 0.008
"""How far a thinned line may be from the line it stands for: under a kilometre, beside a tolerance of five."""

Line = npt.NDArray[np.float64]
"""Longitude and latitude of points, in degrees."""

NAMELESS = {
    "Kosovo": "XKX", "Somaliland": "SOM", "N. Cyprus": "CYP", "Dhekelia": "CYP", "Akrotiri": "CYP",
    "Cyprus U.N. Buffer Zone": "CYP", "Baikonur": "KAZ", "USNB Guantanamo Bay": "CUB", "Siachen Glacier": "IND",
    "Coral Sea Is.": "AUS", "Clipperton I.": "FRA", "Bajo Nuevo Bank": "COL", "Serranilla Bank": "COL",
}  # fmt: skip
"""What Natural Earth gives no ISO number. Reefs that six states claim (Spratly, Scarborough) are nobody's here."""

OVERSEAS = (
    ("GUF", "FRA", (-55.0, 2.0, -51.0, 6.0)), ("GLP", "FRA", (-62.0, 15.7, -60.9, 16.6)),
    ("MTQ", "FRA", (-61.3, 14.3, -60.7, 15.0)), ("REU", "FRA", (55.0, -21.5, 56.0, -20.7)),
    ("MYT", "FRA", (44.9, -13.1, 45.4, -12.5)), ("SJM", "NOR", (-10.0, 70.5, 35.0, 81.5)),
    ("BES", "NLD", (-68.6, 11.8, -62.8, 17.8)), ("TKL", "NZL", (-173.0, -10.0, -171.0, -8.0)),
    ("CXR", "", (105.4, -10.7, 105.8, -10.3)), ("CCK", "", (96.7, -12.3, 97.0, -11.7)),
)  # fmt: skip
"""Territories with a code of their own that Natural Earth draws with their state: code, state, box (west, south, east,
north)."""


def main(argv: Sequence[str]) -> int:
    """Write the packed file; the exit code."""
    if len(argv) != 1 or not Path(argv[0]).is_file():
        sys.stderr.write((__doc__ or "").split("\n\n")[1] + "\n")
        return 2
    topology = json.loads(Path(argv[0]).read_text(encoding="utf-8"))
    arcs = [np.cumsum(np.array(arc), axis=0) for arc in topology["arcs"]]
    scale, offset = (np.array(topology["transform"][name]) for name in ("scale", "translate"))
    lines = [thinned(arc * scale + offset, THIN_DEGREES) for arc in arcs]
    countries: dict[str, list[list[list[int]]]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        for polygon in polygons_of(geometry):
            code = code_of(geometry, middle_of(polygon, lines))
            if code is not None:
                countries.setdefault(code, []).append(polygon)
    PACKED.write_bytes(packed(lines, countries))
    sys.stdout.write(
        f"{PACKED.name}: {len(countries)} countries, {sum(map(len, lines))} of {sum(map(len, arcs))} points, "
        f"{PACKED.stat().st_size} bytes\n"
    )
    return 0


def polygons_of(geometry: dict[str, Any]) -> Iterator[list[list[int]]]:
    """Yield the polygons of a geometry, each a list of rings, each a list of arcs (`~i`: arc i backwards)."""
    if geometry.get("arcs"):
        yield from geometry["arcs"] if geometry["type"] == "MultiPolygon" else (geometry["arcs"],)


def code_of(geometry: dict[str, Any], middle: Line) -> str | None:
    """Return the alpha-3 code of one polygon of a geometry; None for what is nobody's."""
    name = geometry["properties"]["name"]
    known = pycountry.countries.get(numeric=str(geometry["id"]).zfill(3)) if geometry.get("id") else None
    code = known.alpha_3 if known else NAMELESS.get(name)
    state = "" if name == "Indian Ocean Ter." else code
    for territory, of, (west, south, east, north) in OVERSEAS:
        if of == state and west <= middle[0] <= east and south <= middle[1] <= north:
            return territory
    return code


def middle_of(polygon: list[list[int]], lines: Sequence[Line]) -> Line:
    """Return a point amid a polygon's outer ring."""
    points = np.concatenate([lines[at if at >= 0 else ~at] for at in polygon[0]])
    middle: Line = (points.min(axis=0) + points.max(axis=0)) / 2
    return middle


def packed(lines: Sequence[Line], countries: dict[str, list[list[list[int]]]]) -> bytes:
    """Return the file: magic, then deflated: length of the header, header as JSON, steps between the lines' points."""
    header = {"countries": dict(sorted(countries.items())), "lengths": [len(line) for line in lines]}
    told = json.dumps(header, separators=(",", ":")).encode()
    steps = [np.diff(np.rint(line * STEPS_A_DEGREE).astype("<i4"), axis=0, prepend=0) for line in lines]
    body = struct.pack("<I", len(told)) + told + np.concatenate(steps).astype("<i4").T.tobytes()
    return MAGIC + zlib.compress(body, 9)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
