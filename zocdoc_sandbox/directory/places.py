"""Locations and practices: what an address looks like to the partner API."""

from dataclasses import dataclass

NEW_YORK, CHICAGO = "America/New_York", "America/Chicago"


@dataclass(frozen=True)
class Practice:
    """A business on Zocdoc."""

    id: str
    name: str


@dataclass(frozen=True)
class Location:
    """A place of a practice; a virtual one has no address."""

    id: str
    name: str
    state: str
    time_zone: str = NEW_YORK
    address1: str = ""
    city: str = ""
    zip_code: str = ""
    latitude: float = 0.0
    longitude: float = 0.0
    phone_number: str = ""
    phone_extension: str = ""
    virtual: bool = False


RIVERBEND = Practice("pt_rvbnd0-clinic_Wm3kQz81", "Riverbend Clinic")
LOCATIONS = {
    location.id: location
    for location in (
        Location(
            "lo_rvbnd1-midtwn_aX2f81Kd", "Riverbend Midtown", "NY", NEW_YORK, "418 Lexwood Avenue", "New York", "10017",
            40.7527, -73.9772, "2125550142", "12",
        ),
        Location(
            "lo_rvbnd2-brklyn_bP7m20Qs", "Riverbend Brooklyn", "NY", NEW_YORK, "77 Carrow Street", "Brooklyn", "11215",
            40.6681, -73.9822, "7185550117",
        ),
        Location(
            "lo_rvbnd3-chcago_cT4r93Vw", "Riverbend Chicago", "IL", CHICAGO, "1200 North Marlow Street", "Chicago",
            "60610", 41.9041, -87.6347, "3125550163",
        ),
        Location("lo_rvbnd4-online_dH8n55Yc", "Riverbend Online", "NY", NEW_YORK, virtual=True),
    )
}  # fmt: skip
MIDTOWN, BROOKLYN, CHICAGO_OFFICE, ONLINE = LOCATIONS
ZIP_CENTERS = {
    "10017": (40.7527, -73.9772), "10001": (40.7506, -73.9972), "11215": (40.6681, -73.9822), "11201": (40.694, -73.99),
    "60610": (41.9041, -87.6347), "60601": (41.8853, -87.6221), "07030": (40.7453, -74.0279),
}  # fmt: skip
