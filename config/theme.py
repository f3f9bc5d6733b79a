"""The console's name, colours and navigation, as django-unfold reads them."""

from collections.abc import Callable
from typing import Any

from django.templatetags.static import static
from django.urls import reverse_lazy


def _icon(_request: object) -> str:
    return static("slotdesk/icon.svg")


def _allowed(permission: str) -> Callable[[Any], bool]:
    return lambda request: request.user.has_perm(permission)


def _table(title: str, icon: str, app: str, model: str) -> dict[str, Any]:
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{app}_{model}_changelist"),
        "permission": _allowed(f"{app}.view_{model}"),
    }


def _ours(title: str, icon: str, model: str) -> dict[str, Any]:
    return _table(title, icon, "zocdoc_sync", model)


NAVIGATION: list[dict[str, Any]] = [
    {
        "title": "Front desk",
        "items": [
            {"title": "Today", "icon": "today", "link": reverse_lazy("admin:index")},
            _ours("Appointments", "calendar_month", "appointment"),
        ],
    },
    {
        "title": "Clinic",
        "items": [
            _ours("Providers", "stethoscope", "provider"),
            _ours("Locations", "location_on", "location"),
            _ours("Visit reasons", "list_alt", "visitreason"),
        ],
    },
    {
        "title": "Activity",
        "items": [
            _ours("Changes", "difference", "change"),
            _ours("Operations", "send", "operationlog"),
            _ours("Syncs", "sync", "syncrun"),
            _ours("Jobs", "schedule", "job"),
            _ours("Alerts", "notifications", "alert"),
            _ours("Audit", "policy", "accessevent"),
        ],
    },
    {
        "title": "Settings",
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
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "STYLES": [lambda _request: static("slotdesk/console.css")],
    "DASHBOARD_CALLBACK": "zocdoc_sync.admin.home.worklist",
    "SIDEBAR": {
        "show_search": False,
        "command_search": False,
        "show_all_applications": False,
        "navigation": NAVIGATION,
    },
    "BORDER_RADIUS": "8px",
    "COLORS": {
        "primary": {
            "50": "oklch(97.5% .015 200)",
            "100": "oklch(94.5% .03 200)",
            "200": "oklch(89% .055 200)",
            "300": "oklch(81% .085 200)",
            "400": "oklch(70% .105 203)",
            "500": "oklch(58% .1 207)",
            "600": "oklch(49% .088 210)",
            "700": "oklch(43% .076 212)",
            "800": "oklch(37% .062 214)",
            "900": "oklch(32% .05 216)",
            "950": "oklch(23% .04 218)",
        },
    },
}
