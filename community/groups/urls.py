from django.urls import path

from community.groups import views

app_name = "groups"

urlpatterns = [
    path("new/", views.group_new, name="new"),
    path("<slug:slug>/", views.group_detail, name="detail"),
    path("<slug:slug>/edit/", views.group_edit, name="edit"),
    path("<slug:slug>/join/", views.group_join, name="join"),
    path("<slug:slug>/leave/", views.group_leave, name="leave"),
    path("<slug:slug>/members/", views.group_members, name="members"),
    path("<slug:slug>/members/<str:public_id>/role/", views.member_role, name="role"),
]
