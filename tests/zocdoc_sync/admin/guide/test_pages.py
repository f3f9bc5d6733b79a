import re

import pytest
from django.urls import reverse

from tests.zocdoc_sync.admin.clinic import person
from zocdoc_sync.admin.guide.pages import GUIDES, rendered
from zocdoc_sync.roles import ROLES

PAGES = {
    "Front desk": "front-desk", "Scheduler": "scheduler", "Builder": "builder", "Administrator": "administrator",
    "Viewer": "viewer", "superuser": "administrator",
}  # fmt: skip


def test_every_role_has_a_page():
    assert [guide.role for guide in GUIDES.values()] == list(ROLES)


@pytest.mark.django_db
@pytest.mark.parametrize("role", PAGES)
def test_the_help_of_a_role_is_its_own_page(role, client):
    client.force_login(person(role))
    assert client.get("/admin/help/").headers["Location"] == f"/admin/help/{PAGES[role]}/"
    shown = client.get(f"/admin/help/{PAGES[role]}/")
    assert shown.status_code == 200
    assert 'href="/admin/help/"' in client.get("/admin/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("slug", GUIDES)
def test_a_page_shows_its_pictures_and_leads_on_inside_the_console(slug, client):
    client.force_login(person("Viewer"))
    text = rendered(slug)
    sources = re.findall(r'src="([^"]+)"', text)
    assert sources
    for address in [*sources, *re.findall(r'href="([^"]+)"', text)]:
        answer = client.get(address)
        assert (address, answer.status_code) == (address, 200)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/admin/help/", "/admin/help/viewer/", "/admin/help/pictures/home-desktop-light.png"])
def test_a_visitor_sees_no_page_and_no_picture_of_the_guide(path, client):
    assert client.get(path).headers["Location"] == f"{reverse('admin:login')}?next={path}"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["nothing/", "pictures/nothing.png", "pictures/..%2F..%2F.env"])
def test_what_is_no_page_of_the_guide_is_not_found(path, client):
    client.force_login(person("Viewer"))
    assert client.get(f"/admin/help/{path}").status_code == 404
