"""Who has arrived: Zocdoc is told of it and never tells it back, so it is a mark of our own that can be taken back."""

from zocdoc_sync.models import Appointment


def take_back(appointment: Appointment) -> bool:
    """Take back that the patient has arrived; return whether it was marked. Nothing is sent to Zocdoc."""
    marked = Appointment.objects.filter(pk=appointment.pk, arrived_at__isnull=False)
    return bool(marked.update(arrived_at=None))
