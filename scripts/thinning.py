"""Lines of longitude and latitude with fewer points: what the packers of borders and of the map share."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

Line = npt.NDArray[np.float64]


def thinned(line: Line, degrees: float) -> Line:
    """Return a line without the points that it can spare (Douglas and Peucker): none lies farther off than `degrees`.

    A closed one keeps at least four.
    """
    kept = np.zeros(len(line), dtype=bool)
    kept[[0, -1]] = True
    if np.array_equal(line[0], line[-1]):
        kept[[len(line) // 3, 2 * len(line) // 3]] = True
    waiting = list(pairwise(np.flatnonzero(kept)))
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        away = distances(line[first + 1 : last], line[first], line[last])
        farthest = int(away.argmax())
        if away[farthest] > degrees:
            at = first + 1 + farthest
            kept[at] = True
            waiting += [(first, at), (at, last)]
    return line[kept]


def distances(points: Line, start: Line, end: Line) -> npt.NDArray[np.float64]:
    """Return how far points are from a segment, in degrees of latitude."""
    squeeze = np.array([np.cos(np.radians(start[1])), 1.0])
    along, to = (end - start) * squeeze, (points - start) * squeeze
    length = float(along @ along)
    share = np.clip(to @ along / length, 0, 1) if length else np.zeros(len(points))
    away: npt.NDArray[np.float64] = np.hypot(*(to - share[:, None] * along).T)
    return away
