"""The picture beside a link to a public date."""

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from events.meetups.models import Meetup
from events.meetups.sharing.card import draw
from events.meetups.sharing.public import words_of

KEPT_SECONDS = 24 * 60 * 60


@login_not_required
@require_safe
def meetup_card(request, public_id):
    """A PNG of what everybody may read; drawn once for what it says."""
    meetups = Meetup.objects.visible_to(request.viewer).public().for_page(request.viewer)
    words = words_of(get_object_or_404(meetups, public_id=public_id))
    etag, key = f'"{words.version}"', f"meetup-card:{words.version}"
    response = get_conditional_response(request, etag=etag)
    if response is None:
        picture = cache.get(key)
        if picture is None:
            picture = draw(words)
            cache.set(key, picture, KEPT_SECONDS)
        response = HttpResponse(picture, content_type="image/png")
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"  # a date may stop being public
    return response
