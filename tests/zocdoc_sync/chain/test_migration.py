from importlib import import_module

import pytest
from django.apps import apps

from zocdoc_sync.chain.checking import check
from zocdoc_sync.models import AccessEvent, AuditChain

pytestmark = pytest.mark.django_db


def test_lines_from_before_the_chain_get_their_places(write):
    write(5)
    AccessEvent.objects.update(links="", seal="", seal_key="")
    AuditChain.objects.all().delete()
    import_module("zocdoc_sync.migrations.0019_audit_chain").chain_what_is_there(apps, None)
    assert (check().fault, check().last, check().waiting) == (None, 5, 0)
