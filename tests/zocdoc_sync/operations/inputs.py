"""One valid input for each of the operations, with ids that the stand-in knows or makes up."""

NOW_DAY = "2026-11-23"
APPOINTMENT = "11111111-2222-4333-8444-555555555555"
PLACE = "pr_abc123-def456_wxyz7890|lo_abc123-def456_wxyz7890"

BOOKING = {
    "appointment_type": "providers",
    "data": {
        "provider_location_id": PLACE,
        "start_time": "2026-11-30T09:00:00-05:00",
        "visit_reason_id": "pc_FRO-18leckytNKtruw5dLR",
        "patient_type": "new",
        "notes": "Left ear",
        "patient": {
            "developer_patient_id": "ours-1",
            "first_name": "Quilla",
            "last_name": "Zornwright",
            "date_of_birth": "1984-02-29",
            "sex_at_birth": "female",
            "phone_number": "2125550147",
            "email_address": "quilla@example.com",
            "gender": ["female_at_birth", "genderqueer"],
            "patient_address": {"address1": "1 Elm St", "city": "New York", "state": "NY", "zip_code": "10001"},
            "insurance": {"insurance_plan_id": "ip_2224", "insurance_member_id": "M-77", "is_self_pay": False},
        },
    },
}

SLOT = {"start_time": "2026-11-30T09:30", "location_id": "lo_abc123-def456_wxyz7890", "time_zone": "America/New_York"}

VALID = {
    "createAppointment": {},
    "getAppointment": {"appointment_id": APPOINTMENT},
    "getAppointments": {"page": "0", "page_size": "100", "statuses": "pending_booking,confirmed"},
    "getAppointmentParticipants": {"appointment_id": APPOINTMENT},
    "cancelAppointment": {"appointment_id": APPOINTMENT, "cancellation_reason_type": "provider_not_available"},
    "confirmAppointment": {"appointment_id": APPOINTMENT},
    "rescheduleAppointment": {"appointment_id": APPOINTMENT, "start_time": "2026-11-30T09:00:00-05:00"},
    "updateAppointmentStatus": {"appointment_id": APPOINTMENT, "appointment_status": "arrived"},
    "getProviders": {"npis": "1234567891,npi_allvirtual", "latitude": "40.7", "longitude": "-73.9"},
    "getProviderReviews": {"provider_id": "pr_abc123"},
    "getProviderNpis": {"page": "0", "page_size": "60000"},
    "getProviderLocations": {"zip_code": "10001", "specialty_id": "sp_153", "visit_type": "all"},
    "getProviderLocation": {"provider_location_id": PLACE},
    "getProviderLocationsAvailability": {
        "provider_location_ids": PLACE,
        "visit_reason_id": "pc_FRO-18leckytNKtruw5dLR",
        "patient_type": "new",
        "start_date_in_provider_local_time": "2026-11-24",
        "end_date_in_provider_local_time": "2026-12-24",
    },
    "getFacilities": {"npis": "2988113970"},
    "getFacility": {"facility_id": APPOINTMENT},
    "getSchedulableEntities": {"page_size": "10000", "recent_changes_72hrs": "true"},
    "getProviderCalendarTimeslots": {"provider_id": "pr_abc123", "date": "2026-11-30"},
    "putProviderCalendarTimeslots": {"provider_id": "pr_abc123", "date": "2026-11-30", "timeslots": [SLOT]},
    "getProviderLocationInsuranceMappings": {"provider_location_id": PLACE},
    "updateProviderLocationInsuranceMappings": {
        "provider_location_id": PLACE,
        "operation": "Add",
        "insurance_plan_ids": "ip_2224,ip_5432",
    },
    "getInsurancePlans": {"state": "NY", "network_type": "hmo_pos", "page_size": "500"},
    "getInsurancePlan": {"insurance_plan_id": "ip_2224"},
    "getSpecialties": {"care_category": "dental"},
    "getSpecialtyById": {"specialty_id": "sp_153"},
    "getVisitReasons": {"specialty_id": "sp_153"},
    "getVisitReasonById": {"visit_reason_id": "pc_FRO-18leckytNKtruw5dLR"},
    "rotateCredentials": {"application_client_id": "demo-clinic"},
    "mockWebhookRequest": {"webhook_url": "http://127.0.0.1:9/hook", "webhook_key": "c2VjcmV0"},
}
