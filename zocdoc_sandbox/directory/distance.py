"""How far places are from each other."""

import math

from zocdoc_sandbox.directory.places import ZIP_CENTERS, Location

EARTH_MILES = 3958.8
Point = tuple[float, float]


def miles(start: Point, end: Point) -> float:
    """Return the distance of two points, given as latitude and longitude in degrees, along the earth's surface."""
    (lat1, lon1), (lat2, lon2) = ((math.radians(a), math.radians(b)) for a, b in (start, end))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return round(2 * EARTH_MILES * math.asin(math.sqrt(half)), 2)


def within(zip_code: str, location: Location, most_miles: int) -> bool:
    """Say whether a location is near the middle of a ZIP code; a virtual one is near to all of them."""
    center = ZIP_CENTERS.get(zip_code)
    if center is None:
        return False
    return location.virtual or miles(center, (location.latitude, location.longitude)) <= most_miles
