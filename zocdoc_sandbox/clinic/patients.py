"""Patients who do not exist, the same ones for the same seed."""

import random
from typing import Any

FIRST = {
    "female": (
        "Marisol",
        "Imogen",
        "Priya",
        "Hadiza",
        "Linnea",
        "Quinn",
        "Soraya",
        "Beatrix",
        "Odalys",
        "Wren",
        "Thea",
    ),
    "male": ("Cormac", "Desmond", "Rafael", "Ignatius", "Jun", "Lazlo", "Tobias", "Emeka", "Alaric", "Nico", "Vikram"),
}
LAST = (
    "Ashgrove", "Brambleton", "Castellane", "Duskwell", "Everhollow", "Fennimoor", "Goldweather", "Hartsmeadow",
    "Ivorstone", "Juniperly", "Kestrelman", "Larkenfield", "Mossbanks", "Nightbridge", "Oakenshade", "Pinecrofter",
)  # fmt: skip
STREETS = ("Willow Bend", "Quarry Lane", "Lantern Street", "Foxglove Road", "Harbor Row", "Tannery Court")
TOWNS = {"NY": (("New York", "10017"), ("Brooklyn", "11215"), ("Queens", "11101")), "IL": (("Chicago", "60610"),)}
PLANS = ("ip_5432", "ip_9111", "ip_2600", "")


def patient(number: int, state: str, seed: str = "clinic") -> dict[str, Any]:
    """Return the participant that belongs to a number of a seed; phone numbers are of the fictional 555-01 range."""
    draw = random.Random(f"{seed}/{number}")  # noqa: S311 (invented people, not secrets)
    sex = draw.choice(("female", "male"))
    first, last = draw.choice(FIRST[sex]), draw.choice(LAST)
    city, zip_code = draw.choice(TOWNS.get(state, TOWNS["NY"]))
    plan = draw.choice(PLANS)
    insurance: dict[str, Any] = {"is_self_pay": True}
    if plan:
        member = f"SB{draw.randrange(10**8):08d}"
        insurance = {"insurance_plan_id": plan, "insurance_member_id": member, "is_self_pay": False}
    return {
        "first_name": first,
        "last_name": last,
        "date_of_birth": f"{draw.randrange(1944, 2019)}-{draw.randrange(1, 13):02d}-{draw.randrange(1, 29):02d}",
        "sex_at_birth": sex,
        "phone_number": f"{draw.choice(('212', '718', '312'))}55501{draw.randrange(100):02d}",
        "email_address": f"{first}.{last}.{number}@patients.example".lower(),
        "patient_address": {
            "address1": f"{draw.randrange(1, 900)} {draw.choice(STREETS)}",
            "city": city,
            "state": state,
            "zip_code": zip_code,
        },
        "insurance": insurance,
        "gender": ["female_at_birth" if sex == "female" else "male_at_birth"],
        "is_booked_by_another_patient": draw.random() < 0.08,
    }
