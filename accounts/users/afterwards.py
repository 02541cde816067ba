"""Where somebody goes on who had to do something else first, such as reading the safety text."""

from django.utils.http import url_has_allowed_host_and_scheme

KEY = "afterwards"


def go_on_afterwards(request, path):
    """Keep an address of ours, built by us, for the end of the errand."""
    request.session[KEY] = path


def afterwards(request):
    """Where to go on, once: what was kept, else the page of ours they came from; or nowhere."""
    came_from = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, allowed_hosts=None)
    return request.session.pop(KEY, "") or (came_from if is_ours else "")
