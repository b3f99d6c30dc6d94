"""Lengths and areas on the ground: distance(), area() and geofence() of an expression.

Source: ODK XForms Specification, "distance", "area" and "geofence"; the sphere and the formulas
are those of JavaRosa (org.javarosa.core.util.GeoUtils), which ODK Collect runs on.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from forms.values import Nodes, Value, single, to_text

EARTH_RADIUS_M = 6_378_100.0
CORNERS_MIN = 3
Point = tuple[float, float]
"""Latitude and longitude in degrees."""


def distance(*values: Value) -> float:
    """The length in metres of the line through all points; of a shape, its perimeter.

    Points come one by one, as nodes, or as one trace or shape. NaN where one is none.
    """
    try:
        points = list(_points(values))
    except ValueError:
        return math.nan
    return float(sum(_apart_m(*ends) for ends in pairwise(points)))


def area(value: Value) -> float:
    """Square metres within a shape, or within points that come as nodes; NaN where one is none."""
    try:
        points = list(_points((value,)))
    except ValueError:
        return math.nan
    return _within_m2(points) if len(points) >= CORNERS_MIN else 0.0


def geofence(place: Value, shape: Value) -> bool:
    """Whether the place is within the shape; false where one of them is none."""
    try:
        (at,), corners = list(_points((place,))), list(_points((shape,)))
    except ValueError:
        return False
    closed = pairwise([*corners, *corners[:1]])
    return sum(_is_crossed(at, *side) for side in closed) % 2 == 1


def _is_crossed(at: Point, start: Point, end: Point) -> bool:
    """Whether the side of a shape is met on the way from a place to the north."""
    (lat, lon), (from_lat, from_lon), (to_lat, to_lon) = at, start, end
    if (from_lon > lon) == (to_lon > lon):
        return False
    return lat < from_lat + (to_lat - from_lat) * (lon - from_lon) / (to_lon - from_lon)


def _points(values: Iterable[Value]) -> Iterator[Point]:
    for value in values:
        texts = map(to_text, value) if isinstance(value, Nodes) else [to_text(single(value))]
        for text in texts:
            yield from (_point(each) for each in text.split(";") if each.strip())


def _point(text: str) -> Point:
    """Raises `ValueError`; altitude and accuracy may follow and do not count."""
    latitude, longitude, *_ = map(float, text.split())
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise ValueError(text)
    return latitude, longitude


def _apart_m(start: Point, end: Point) -> float:
    (lat, lon), (to_lat, to_lon) = (tuple(map(math.radians, each)) for each in (start, end))
    cosine = math.sin(lat) * math.sin(to_lat)
    cosine += math.cos(lat) * math.cos(to_lat) * math.cos(to_lon - lon)
    return math.acos(max(-1.0, min(1.0, cosine))) * EARTH_RADIUS_M


def _within_m2(points: Sequence[Point]) -> float:
    """Spread flat around the first point, as triangles that all begin there."""
    lat0, lon0 = points[0]
    around_m = math.tau * EARTH_RADIUS_M
    flat = [
        ((lon - lon0) * around_m * math.cos(math.radians(lat)) / 360, (lat - lat0) * around_m / 360)
        for lat, lon in points[1:]
    ]
    return abs(sum((y1 * x2 - x1 * y2) / 2 for (x1, y1), (x2, y2) in pairwise(flat)))
