from zocdoc_sync.admin.asking.answers import RAW_SHOWN, ROWS_SHOWN, raw, shown, table
from zocdoc_sync.client.answer import Answer


def told(operation, body):
    return shown(Answer(operation, 200, body))


def test_an_object_is_told_by_its_values_and_its_lists_are_tables():
    seen = told(
        "getProviderLocation",
        {
            "request_id": "r-1",
            "data": {
                "provider": {"full_name": "Dr. Mae Jung", "languages": ["English", "Igbo"]},
                "virtual_location": None,
                "accepts": True,
                "plans": [{"id": "ip_1"}, {"id": "ip_2", "note": "new"}],
            },
        },
    )
    assert seen.facts == [
        ("Provider, full name", "Dr. Mae Jung"),
        ("Provider, languages", "English, Igbo"),
        ("Virtual location", "—"),
        ("Accepts", "Yes"),
    ]
    (plans,) = seen.tables
    assert (plans.title, plans.columns) == ("Plans", ["Id", "Note"])
    assert [row.cells for row in plans.rows] == [["ip_1", "—"], ["ip_2", "new"]]
    assert seen.is_listing is False


def test_a_listing_is_a_table_and_what_stands_around_it_is_told():
    seen = told(
        "getVisitReasons", {"page": 0, "total_count": 1, "next_url": "", "data": [{"id": "pc_1", "more": {"a": 1}}]}
    )
    assert seen.facts == [("Page", "0"), ("Total count", "1")]
    assert (seen.tables[0].columns, seen.tables[0].rows[0].cells) == (["Id", "More, a"], ["pc_1", "1"])
    assert (seen.turns, seen.is_listing) == ([], True)


def test_a_list_of_words_is_a_table_of_one_column():
    seen = told("getProviderNpis", {"data": {"npis": ["1234567891"]}, "page": 3, "next_url": "x"})
    assert (seen.tables[0].columns, seen.tables[0].rows[0].cells) == (["Value"], ["1234567891"])
    assert seen.turns == [("Page before", "page=2"), ("Next page", "page=4")]


def test_lists_beside_the_listing_are_named():
    seen = told(
        "getSchedulableEntities",
        {"data": {"schedulable_entities": [], "recent_change_summary": {"schedulable_entities_added": ["pr_1|lo_1"]}}},
    )
    assert seen.facts == [("Recent change summary, schedulable entities added", "pr_1|lo_1")]
    assert seen.tables[0].rows == []


def test_each_provider_of_an_npi_is_a_row_and_an_unknown_npi_too():
    groups = [{"npi": "1", "providers": [{"full_name": "A"}, {"full_name": "B"}]}, {"npi": "2", "providers": []}]
    rows = told("getProviders", {"data": groups}).tables[0].rows
    assert [row.cells[:2] for row in rows] == [["1", "A"], ["1", "B"], ["2", "—"]]


def test_a_time_keeps_the_offset_that_zocdoc_gave():
    body = {"data": {"starts": "2026-12-13T14:30:00-05:00", "odd": "2026-99-13T14:30", "plain": "soon"}}
    assert told("getAppointment", body).facts == [
        ("Starts", "Sun 13 Dec 2026, 14:30 UTC-05:00"), ("Odd", "2026-99-13T14:30"), ("Plain", "soon"),
    ]  # fmt: skip


def test_a_cursor_turns_the_page():
    body = {"next_page_token": "abc", "data": []}
    assert told("getProviderCalendarTimeslots", body).turns == [("Next page", "next_page_token=abc")]


def test_what_is_no_object_is_shown_too():
    assert told("confirmAppointment", ["odd"]).facts == [("Answer", "odd")]
    assert told("getVisitReasons", {"data": [None, 7]}).tables[0].rows[1].cells == ["7"]


def test_a_long_answer_is_cut_and_says_so():
    long = table("", [{"id": n} for n in range(ROWS_SHOWN + 3)])
    assert (len(long.rows), long.hidden) == (ROWS_SHOWN, 3)
    assert raw("x" * RAW_SHOWN).endswith("… (the answer goes on)")
