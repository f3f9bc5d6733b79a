"""Specialties and visit reasons; the first reason of each is its default."""

from dataclasses import dataclass

from zocdoc_sandbox.directory.ids import minted

CHECKUP, FOLLOW_UP = "New patient consultation", "Follow-up visit"

# name: (id, category, visit reasons)
NAMED: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "Primary Care Doctor": ("sp_153", "health", ("Illness", "Annual physical", "Flu shot", "Blood work", FOLLOW_UP)),
    "Dermatologist": (
        "sp_106",
        "health",
        ("Dermatology consultation", "Skin check", "Acne", "Mole removal", FOLLOW_UP),
    ),
    "Dentist": ("sp_98", "dental", ("Dental consultation", "Cleaning", "Cavity filling", "Toothache")),
    "Optometrist": ("sp_339", "vision", ("Eye exam", "Contact lens fitting", "Dry eye")),
    "Psychiatrist": ("sp_156", "health", ("Psychiatry consultation", "Medication follow-up", "Anxiety")),
    "Pediatrician": ("sp_151", "health", ("Well child visit", "Sick visit", "School physical", "Vaccination")),
    "OB-GYN": ("sp_142", "health", ("Annual women's visit", "Prenatal visit", "Birth control consultation")),
    "Cardiologist": ("sp_105", "health", ("Cardiology consultation", "Electrocardiogram", FOLLOW_UP)),
    "Orthopedic Surgeon": ("sp_143", "health", ("Orthopedic consultation", "Knee pain", "Back pain")),
    "Ophthalmologist": ("sp_140", "vision", ("Ophthalmology consultation", "Cataract evaluation")),
    "Orthodontist": ("sp_144", "dental", ("Orthodontic consultation", "Braces adjustment")),
    "Podiatrist": ("sp_155", "health", ("Podiatry consultation", "Heel pain", "Ingrown nail")),
    "Psychologist": ("sp_157", "health", ("Psychology consultation", "Therapy session")),
    "Ear, Nose & Throat Doctor": ("sp_108", "health", ("ENT consultation", "Hearing test", "Sinus problem")),
    "Gastroenterologist": ("sp_111", "health", ("Gastroenterology consultation", "Colonoscopy consultation")),
    "Urologist": ("sp_161", "health", ("Urology consultation", "Kidney stones")),
    "Neurologist": ("sp_137", "health", ("Neurology consultation", "Headache")),
    "Allergist": ("sp_101", "health", ("Allergy consultation", "Allergy testing")),
    "Chiropractor": ("sp_102", "health", ("Chiropractic consultation", "Adjustment")),
    "Physical Therapist": ("sp_386", "health", ("Physical therapy evaluation", "Physical therapy session")),
}
PLAIN = (
    "Acupuncturist", "Audiologist", "Bariatric Surgeon", "Colorectal Surgeon", "Dietitian", "Endocrinologist",
    "Endodontist", "Geriatrician", "Hematologist", "Infectious Disease Specialist", "Nephrologist", "Oncologist",
    "Oral Surgeon", "Pain Management Specialist", "Periodontist", "Plastic Surgeon", "Prosthodontist",
    "Pulmonologist", "Radiologist", "Rheumatologist", "Sleep Medicine Specialist", "Sports Medicine Specialist",
    "Surgeon", "Travel Medicine Specialist", "Urgent Care Doctor", "Vascular Surgeon",
)  # fmt: skip
DENTAL = {"Endodontist", "Oral Surgeon", "Periodontist", "Prosthodontist"}
FIRST_PLAIN_ID = 400


@dataclass(frozen=True)
class VisitReason:
    """Why a patient comes."""

    id: str
    name: str
    specialty_id: str


@dataclass(frozen=True)
class Specialty:
    """A field of medicine with its visit reasons, the default first."""

    id: str
    name: str
    care_category: str
    reasons: tuple[VisitReason, ...]

    @property
    def default(self) -> VisitReason:
        """Return the reason that stands for the specialty."""
        return self.reasons[0]


def _specialty(name: str, identifier: str, category: str, reasons: tuple[str, ...]) -> Specialty:
    made = tuple(VisitReason(minted("pc", f"{name}/{reason}"), reason, identifier) for reason in reasons)
    return Specialty(identifier, name, category, made)


def _all() -> list[Specialty]:
    named = [_specialty(name, *rest) for name, rest in NAMED.items()]
    plain = [
        _specialty(name, f"sp_{number}", "dental" if name in DENTAL else "health", (CHECKUP, FOLLOW_UP))
        for number, name in enumerate(PLAIN, start=FIRST_PLAIN_ID)
    ]
    return sorted(named + plain, key=lambda specialty: specialty.name)


SPECIALTIES = {specialty.id: specialty for specialty in _all()}
BY_NAME = {specialty.name: specialty for specialty in SPECIALTIES.values()}
VISIT_REASONS = {reason.id: reason for specialty in SPECIALTIES.values() for reason in specialty.reasons}
