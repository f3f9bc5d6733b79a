"""What to write into a field, in words: by Zocdoc's name of it, for forms that say nothing of their own."""

PAIR = "A provider at a location, always whole: pr_…|lo_…."
LIST = "Several are separated by commas."
UTC = "A time in UTC, for example 2026-11-30T14:00Z."
HINTS: dict[str, str] = {
    "appointment_id": "8-4-4-4-12 hexadecimal digits, as on the appointment's page.",
    "appointment_type": "Zocdoc has one: providers.",
    "facility_id": "8-4-4-4-12 hexadecimal digits.",
    "provider_id": "Begins with pr_.",
    "provider_ids": f"Begin with pr_. {LIST}",
    "location_ids": f"Begin with lo_. {LIST}",
    "practice_ids": f"Begin with pt_. {LIST}",
    "provider_location_id": PAIR,
    "provider_location_ids": f"pr_…|lo_…, up to 50. {LIST}",
    "visit_reason_id": "Begins with pc_.",
    "specialty_id": "Begins with sp_.",
    "insurance_plan_id": "Begins with ip_.",
    "insurance_plan_ids": f"Begin with ip_. {LIST}",
    "insurance_carrier_id": "Begins with ic_.",
    "npis": f"Ten digits each, up to 50. {LIST}",
    "latitude": "Degrees, together with the longitude: Zocdoc then says which location is nearest.",
    "longitude": "Degrees, together with the latitude.",
    "zip_code": "Five digits.",
    "state": "Two capital letters, for example NY.",
    "max_distance_to_patient_mi": "Miles from the middle of the ZIP code.",
    "page": "Counted from 0; empty is the first.",
    "page_size": "Rows of a page; empty lets Zocdoc decide.",
    "limit": "How many to read at once; Zocdoc may send fewer.",
    "next_page_token": "From the page before.",
    "statuses": f"For example pending_booking,confirmed. {LIST}",
    "schedule_types": f"For example provider_location. {LIST}",
    "network_type": "For example ppo or hmo.",
    "program_type": "For example commercial or medicare.",
    "visit_type": "Zocdoc takes visits in person unless you choose.",
    "status": "Zocdoc lists active ones unless you choose.",
    "sort_by": "Zocdoc sorts by start time unless you choose.",
    "sort_direction": "Zocdoc shows the latest first unless you choose.",
    "published_context": "Empty: all slots.",
    "date": "The provider's local day.",
    "timeslots": "A JSON list, at most 1,500. An empty list [] deletes the whole day.",
    "start_time": "With its offset from UTC, for example 2026-11-30T09:00:00-05:00.",
    "notes": "At most 100 characters; the clinic reads them.",
    "gender": LIST,
    "developer_patient_id": "How your own system calls the patient.",
    "webhook_key": "The key that signs it, in base64.",
    "application_client_id": "The client id of the connection whose secret is to change.",
    **{f"{name}_time_utc_{edge}": UTC for name in ("start", "created", "last_modified") for edge in ("min", "max")},
}


def hint(name: str) -> str:
    """Return what to write into a field of this name, "" when it needs no words; dots lead into Zocdoc's objects."""
    return HINTS.get(name, HINTS.get(name.rpartition(".")[2], ""))
