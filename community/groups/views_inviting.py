"""Pages of inviting into a group, of being invited, and of keeping people out."""

from allauth.decorators import rate_limit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.pagination import CursorPage
from accounts.permissions import Refused
from accounts.users.afterwards import go_on_afterwards
from accounts.users.models import Block
from community.groups import invitations
from community.groups.bans import lift_ban, remove_member
from community.groups.joining_forms import InviteForm, RemoveForm
from community.groups.joining_rules import can_accept_invitation, can_invite, can_remove_member, can_see_bans
from community.groups.links import invitation_of, path_of
from community.groups.models import Ban, Group, Invitation, Membership


@never_cache
@require_http_methods(["GET", "POST"])
@rate_limit(action="invite")
def invitation_list(request, slug):
    """The links and letters that let people in, and a form for the next letter."""
    group = get_object_or_404(Group.objects.visible_to(request.viewer), slug=slug)
    if not can_invite(request.viewer, group):
        raise PermissionDenied
    form = InviteForm(request.POST or None, initial={"language": group.language})
    if form.is_valid():
        try:
            invitations.invite_by_mail(group, by=request.viewer, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The letter is on its way, if the address takes mail."))
            return redirect("groups:invitations", slug)
    rows = Invitation.objects.visible_to(request.viewer).of_group(group.pk).for_list()
    links = [(row, settings.SITE_URL + path_of(row)) for row in rows.links().standing()]
    context = {
        "group": group,
        "form": form,
        "links": links,
        "has_link": any(row.made_by_id == request.viewer.pk for row, _url in links),
        "letters": rows.letters().standing(),
    }
    return render(request, "community/groups/invitations.html", context)


@require_POST
@rate_limit(action="membership")
def link_make(request, slug):
    group = get_object_or_404(Group.objects.visible_to(request.viewer), slug=slug)
    try:
        invitations.make_link(group, by=request.viewer)
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    return redirect("groups:invitations", slug)


@require_POST
@rate_limit(action="membership")
def link_change(request, slug, public_id):
    """A new link in place of one that went too far."""
    link = get_object_or_404(_invitations(request, slug).links(), public_id=public_id)
    try:
        invitations.change_link(link, by=request.viewer)
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, _("Here is a new link. The old one lets nobody in any more."))
    return redirect("groups:invitations", slug)


@require_POST
def invitation_revoke(request, slug, public_id):
    invitation = get_object_or_404(_invitations(request, slug), public_id=public_id)
    if invitations.revoke_invitation(invitation, by=request.viewer):
        messages.success(request, _("Taken back. It lets nobody in any more."))
    else:
        messages.info(request, _("It was taken back before."))
    return redirect("groups:invitations", slug)


@require_POST
@rate_limit(action="invite")
def invitation_again(request, slug, public_id):
    """Send the letter once more."""
    letter = get_object_or_404(_invitations(request, slug).letters(), public_id=public_id)
    try:
        invitations.mail_again(letter, by=request.viewer)
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, _("The letter is on its way, if the address takes mail."))
    return redirect("groups:invitations", slug)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
@rate_limit(action="invited")
def invited(request, token):
    """What a link leads to. GET shows the group, also a private one; POST joins."""
    invitation = invitation_of(token)
    if invitation is None or invitation.group_id in request.viewer.banned_from:
        return _kept_to_oneself(render(request, "community/groups/invited_unknown.html", status=404))
    if request.method == "POST":
        return _kept_to_oneself(_accept(request, invitation))
    context = {"group": invitation.group, "invitation": invitation, "inviter": _inviter(request, invitation)}
    return _kept_to_oneself(render(request, "community/groups/invited.html", context))


def _accept(request, invitation):
    """Join; who is not signed in, or has not read the safety text, does that first and comes back."""
    if not request.viewer.is_authenticated:
        return redirect(reverse("account_login", query={"next": path_of(invitation)}))
    if not can_accept_invitation(request.viewer, invitation):
        go_on_afterwards(request, path_of(invitation))
        return redirect("users:welcome")
    if invitations.accept_invitation(invitation, by=request.viewer):
        messages.success(request, _("You are in. Say hello on your first date."))
    else:
        messages.info(request, _("You are already a member."))
    return redirect("groups:detail", invitation.group.slug)


def _inviter(request, invitation):
    """Who invites, unless the two are kept apart."""
    if Block.objects.between(request.viewer.pk, invitation.made_by_id).exists():
        return None
    return invitation.made_by


def _kept_to_oneself(response):
    """Whoever has the address can use it: no other page hears of it, and no search engine lists it.

    With "no-referrer" browsers would not even say that the form is ours, and it would be refused.
    """
    response["Referrer-Policy"] = "strict-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_http_methods(["GET", "POST"])
@rate_limit(action="membership")
def member_remove(request, slug, public_id):
    """Asks first, and why: the person reads it."""
    memberships = Membership.objects.visible_to(request.viewer)
    membership = get_object_or_404(memberships.of_person_in(slug, public_id))
    if not can_remove_member(request.viewer, membership):
        raise PermissionDenied
    form = RemoveForm(request.POST or None)
    if form.is_valid():
        try:
            remove_member(membership, by=request.viewer, **form.cleaned_data)
        except Refused as refusal:
            messages.warning(request, refusal.sentence)
        else:
            messages.success(request, _("They are out, and are told why."))
        return redirect("groups:members", slug)
    context = {"group": membership.group, "membership": membership, "form": form}
    return render(request, "community/groups/remove.html", context)


@require_GET
def ban_list(request, slug):
    """Who is kept out, and why."""
    group = get_object_or_404(Group.objects.visible_to(request.viewer), slug=slug)
    if not can_see_bans(request.viewer, group):
        raise PermissionDenied
    bans = Ban.objects.visible_to(request.viewer).of_group(group.pk).standing().first_of_each()
    page = CursorPage(bans.for_list(), request.GET.get("after"), field="banned_at")
    return render(request, "community/groups/bans.html", {"group": group, "page": page})


@require_POST
def ban_lift(request, slug, public_id):
    bans = Ban.objects.visible_to(request.viewer)
    ban = get_object_or_404(bans, group__slug=slug, public_id=public_id)
    if lift_ban(ban, by=request.viewer):
        messages.success(request, _("Lifted. They can come in again like anybody else."))
    else:
        messages.info(request, _("It was lifted before."))
    return redirect("groups:bans", slug)


def _invitations(request, slug):
    return Invitation.objects.visible_to(request.viewer).for_page().filter(group__slug=slug)
