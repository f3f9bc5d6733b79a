import pytest

from workflows_app.values.references import fields_in, paths_in


@pytest.mark.parametrize(
    ("value", "paths"),
    [
        ("no values", set()),
        ("{{ trigger.appointment.status }}", {"trigger.appointment.status"}),
        ("{{ steps.look.items[0].id | default: steps.other.id }}", {"steps.look.items", "steps.other.id"}),
        ("{{ trigger['appointment'].status }}", {"trigger.appointment.status"}),
        ("{% if trigger.late %}{{ now | date: '%H' }}{% endif %}", {"trigger.late", "now"}),
        ("{% for tag in trigger.appointment.tags %}{{ tag.name }}{% endfor %}", {"trigger.appointment.tags"}),
        ("{% assign a = item.id %}{{ a }}", {"item.id"}),
        ({"a": ["{{ item.x }}", 7, None, {"b": "{{ item.y }}"}]}, {"item.x", "item.y"}),
        ("{{ trigger.appointment", set()),
        ("{{ trigger.__class__ }}", {"trigger.__class__"}),
    ],
)
def test_the_paths_that_a_value_reads_are_found(value, paths):
    assert paths_in(value) == paths


def test_a_filter_reads_its_fields_and_what_they_are_compared_with():
    inner = {"field": "trigger.patient.email", "operator": "contains", "value": "{{ steps.look.host }}"}
    filter_ = {"conditions": [{"field": "trigger.late"}, {"match": "any", "conditions": [inner]}]}
    assert fields_in(filter_) == {"trigger.late", "trigger.patient.email", "steps.look.host"}
