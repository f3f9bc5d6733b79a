"""The one admin site of the console."""

from unfold.sites import UnfoldAdminSite


class ConsoleAdminSite(UnfoldAdminSite):
    """Serve the console under /admin/ in the product's own name and look."""

    site_header = "Slotdesk"
    site_title = "Slotdesk"
    index_title = "Today"
    enable_nav_sidebar = True
