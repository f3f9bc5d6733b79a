"""The console's name and navigation, as django-unfold reads them. Colours: static/slotdesk/theme.css."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.text import format_lazy

COUNTS = "zocdoc_sync.admin.home.navigation"


def _icon(_request: object) -> str:
    return static("slotdesk/icon.svg")


def _style(name: str) -> Callable[[object], str]:
    return lambda _request: static(f"slotdesk/{name}.css")


def _leaving(_request: object) -> str:
    """Return the script that warns before a session ends, which reads from its own address after how long that is."""
    return f"{static('slotdesk/leaving.js')}?idle={settings.SESSION_IDLE_MINUTES * 60}"


def _allowed(permission: str) -> Callable[[Any], bool]:
    return lambda request: request.user.has_perm(permission)


def _may_ask(request: Any) -> bool:
    return any(code.startswith("zocdoc_sync.perform_") for code in request.user.get_all_permissions())


def _table(title: str, icon: str, app: str, model: str) -> dict[str, Any]:
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{app}_{model}_changelist"),
        "permission": _allowed(f"{app}.view_{model}"),
    }


def _page(title: str, icon: str, address: str, permission: str) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse_lazy(address), "permission": _allowed(permission)}


def _ours(title: str, icon: str, model: str) -> dict[str, Any]:
    return _table(title, icon, "zocdoc_sync", model)


NAVIGATION: list[dict[str, Any]] = [
    {
        "title": "Front desk",
        "items": [
            {"title": "Today", "icon": "today", "link": reverse_lazy("admin:index"), "badge": f"{COUNTS}.to_confirm"},
            {
                "title": "Needs a person",
                "icon": "person_alert",
                "link": format_lazy("{}#needs-a-person", reverse_lazy("admin:index")),
                "badge": f"{COUNTS}.needs",
                "active": lambda _request: False,
            },
            {**_ours("Alerts", "notifications", "alert"), "badge": f"{COUNTS}.alerts"},
            _page("Calendar", "calendar_view_day", "admin:calendar_day", "zocdoc_sync.view_appointment"),
            _ours("Appointments", "calendar_month", "appointment"),
            _page(
                "Free times",
                "event_available",
                "admin:availability",
                "zocdoc_sync.perform_getproviderlocationsavailability",
            ),
            _page("Reports", "bar_chart", "admin:reports", "zocdoc_sync.view_appointment"),
        ],
    },
    {
        "title": "Timeslots",
        "items": [
            _ours("Provider days", "edit_calendar", "providerday"),
            _ours("Weekly templates", "calendar_view_week", "slottemplate"),
            _ours("Closures and special days", "event_busy", "slotexception"),
            _ours("Publishing", "publish", "publishrun"),
        ],
    },
    {
        "title": "Clinic",
        "collapsible": True,
        "items": [
            _ours("Providers", "stethoscope", "provider"),
            _ours("Locations", "location_on", "location"),
            _ours("Provider locations", "person_pin_circle", "providerlocation"),
            _ours("Practices", "apartment", "practice"),
            _ours("Facilities", "domain", "facility"),
            _ours("Specialties", "category", "specialty"),
            _ours("Visit reasons", "list_alt", "visitreason"),
            _ours("Insurance plans", "health_and_safety", "insuranceplan"),
            _ours("Accepted insurance", "fact_check", "placeinsurance"),
            {
                "title": "Timeslot drift",
                "icon": "grid_on",
                "link": reverse_lazy("admin:drift_now"),
                "permission": _allowed("zocdoc_sync.view_driftrun"),
            },
            {
                "title": "Ask Zocdoc",
                "icon": "travel_explore",
                "link": reverse_lazy("admin:operations"),
                "permission": _may_ask,
            },
        ],
    },
    {
        "title": "Workflows",
        "items": [
            _table("Workflows", "account_tree", "workflows_app", "workflow"),
            _table("Runs", "history", "workflows_app", "workflowrun"),
            _table("Webhook targets", "webhook", "workflows_app", "webhooktarget"),
        ],
    },
    {
        "title": "Activity",
        "collapsible": True,
        "items": [
            _ours("Changes", "difference", "change"),
            _ours("Operations", "send", "operationlog"),
            _ours("Syncs", "sync", "syncrun"),
            _ours("Webhooks", "webhook", "webhookevent"),
            _ours("Jobs", "schedule", "job"),
            _ours("Audit", "policy", "accessevent"),
        ],
    },
    {
        "title": "Settings",
        "collapsible": True,
        "items": [
            _ours("Connections", "cable", "connection"),
            _table("People", "group", "auth", "user"),
            _table("Roles", "badge", "auth", "group"),
        ],
    },
]

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Slotdesk",
    "SITE_HEADER": "Slotdesk",
    "SITE_SUBHEADER": "Zocdoc scheduling console",
    "SITE_URL": None,
    "SITE_ICON": _icon,
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": _icon}],
    "LOGIN": {"form": "config.sign_in.SignInForm"},
    "ACCOUNT": {
        "navigation": [
            {"title": "My sign-in", "link": reverse_lazy("admin:second_step_mine")},
            {"title": "Change password", "link": reverse_lazy("admin:password_change")},
        ]
    },
    "SCRIPTS": [_leaving],
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "STYLES": [_style("theme"), _style("console")],
    "DASHBOARD_CALLBACK": "zocdoc_sync.admin.home.page.worklist",
    "SIDEBAR": {
        "show_search": False,
        "command_search": False,
        "show_all_applications": False,
        "navigation": NAVIGATION,
    },
}
