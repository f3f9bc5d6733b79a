"""Where Zocdoc sends a person back to after the approval."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET

from zocdoc_sync import audit
from zocdoc_sync.connections.consent import ConsentFailed, finish
from zocdoc_sync.errors import ZocdocError


@require_GET
@login_required
@permission_required("zocdoc_sync.change_connection", raise_exception=True)
def callback(request: HttpRequest) -> HttpResponse:
    """Finish an approval and go to the connection's page with a message."""
    now = timezone.now()
    try:
        connection = finish(request.session, request.GET.dict(), request.user, now=now)
    except (ConsentFailed, ZocdocError) as error:
        messages.error(request, str(error))
        return redirect("admin:zocdoc_sync_connection_changelist")
    audit.record(
        "connection.approved", request=request, now=now, subject=f"connection {connection.pk}", connection=connection
    )
    messages.success(request, f"{connection.name} is connected.")
    return redirect("admin:zocdoc_sync_connection_change", connection.pk)
