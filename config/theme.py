"""The console's name, colours and navigation, as django-unfold reads them."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse_lazy


def _icon(_request: object) -> str:
    return static("slotdesk/icon.svg")


def _link(title: str, icon: str, view: str, permission: str) -> dict[str, Any]:
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{view}"),
        "permission": lambda request: request.user.has_perm(permission),
    }


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
