"""Who from outside read in a private group."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.pagination import CursorPage
from community.groups.models import Group
from community.groups.rules import can_edit_group
from community.moderation.models import AccessRecord


@require_GET
def access_log(request, slug):
    """Each time a moderator of the site opened a reported story of the group: who, and when."""
    group = get_object_or_404(Group.objects.visible_to(request.viewer), slug=slug)
    if not can_edit_group(request.viewer, group):
        raise PermissionDenied
    records = AccessRecord.objects.of_group(group.pk)
    page = CursorPage(records, request.GET.get("after"), field="read_at")
    return render(request, "community/groups/access.html", {"group": group, "page": page})
