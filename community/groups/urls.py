from django.urls import path

from community.groups import views, views_access, views_inviting, views_joining, views_roles
from community.groups.running import views as running

app_name = "groups"

urlpatterns = [
    path("new/", views.group_new, name="new"),
    path("join/<str:token>/", views_inviting.invited, name="invited"),
    path("<slug:slug>/", views.group_detail, name="detail"),
    path("<slug:slug>/edit/", running.group_edit, name="edit"),
    path("<slug:slug>/edit/policy/", running.group_policy, name="policy"),
    path("<slug:slug>/edit/cover/", running.group_cover, name="cover_change"),
    path("<slug:slug>/edit/visibility/", running.group_visibility, name="visibility"),
    path("<slug:slug>/edit/archive/", running.group_archive, name="archive"),
    path("<slug:slug>/cover/<str:cover_id>/<slug:size>/", running.cover, name="cover"),
    path("<slug:slug>/join/", views.group_join, name="join"),
    path("<slug:slug>/leave/", views.group_leave, name="leave"),
    path("<slug:slug>/members/", views.group_members, name="members"),
    path("<slug:slug>/read-from-outside/", views_access.access_log, name="access"),
    path("<slug:slug>/members/<str:public_id>/role/", views_roles.member_role, name="role"),
    path("<slug:slug>/members/<str:public_id>/hand-over/", views_roles.group_hand_over, name="hand_over"),
    path("<slug:slug>/step-down/", views_roles.group_step_down, name="step_down"),
    path("<slug:slug>/take-over/", views_roles.group_take_over, name="take_over"),
    path("<slug:slug>/members/<str:public_id>/remove/", views_inviting.member_remove, name="remove"),
    path("<slug:slug>/ask/", views_joining.ask, name="ask"),
    path("<slug:slug>/requests/", views_joining.request_list, name="requests"),
    path("<slug:slug>/requests/<str:public_id>/", views_joining.request_page, name="request"),
    path("<slug:slug>/requests/<str:public_id>/approve/", views_joining.request_approve, name="approve"),
    path("<slug:slug>/requests/<str:public_id>/decline/", views_joining.request_decline, name="decline"),
    path("<slug:slug>/requests/<str:public_id>/withdraw/", views_joining.request_withdraw, name="withdraw"),
    path("<slug:slug>/requests/<str:public_id>/ban/", views_joining.request_ban, name="ban"),
    path("<slug:slug>/question/", views_joining.group_question, name="question"),
    path("<slug:slug>/requests/<str:public_id>/write/", views_joining.request_thread, name="write"),
    path("<slug:slug>/invitations/", views_inviting.invitation_list, name="invitations"),
    path("<slug:slug>/invitations/link/", views_inviting.link_make, name="link"),
    path("<slug:slug>/invitations/<str:public_id>/new/", views_inviting.link_change, name="link_change"),
    path("<slug:slug>/invitations/<str:public_id>/revoke/", views_inviting.invitation_revoke, name="revoke"),
    path("<slug:slug>/invitations/<str:public_id>/again/", views_inviting.invitation_again, name="again"),
    path("<slug:slug>/bans/", views_inviting.ban_list, name="bans"),
    path("<slug:slug>/bans/<str:public_id>/lift/", views_inviting.ban_lift, name="lift"),
]
