from datetime import timedelta

from tests.zocdoc_sync.factories import NOW
from tests.zocdoc_sync.notices.conftest import fault
from zocdoc_sync.models import Alert, AlertMail
from zocdoc_sync.notices.pruning import prune_mail


def test_mails_go_after_90_days_and_their_alerts_stay(clinic, reader, post):
    fault(clinic)
    post()
    assert prune_mail(NOW + timedelta(days=89)) == {"mails about alerts": 0}
    assert prune_mail(NOW + timedelta(days=91)) == {"mails about alerts": 1}
    assert (AlertMail.objects.count(), Alert.objects.count()) == (0, 1)
