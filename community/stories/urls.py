from django.urls import path

from community.stories import views

app_name = "stories"

urlpatterns = [
    path("", views.story_list, name="list"),
    path("mine/", views.story_mine, name="mine"),
    path("in/<slug:slug>/", views.group_stories, name="group"),
    path("in/<slug:slug>/atom/", views.group_atom, name="atom"),
    path("in/<slug:slug>/new/", views.story_new, name="new"),
    path("photos/<str:public_id>/<slug:size>/", views.photo, name="photo"),
    path("<str:public_id>/", views.story_detail, name="detail"),
    path("<str:public_id>/own/", views.story_own, name="own"),
    path("<str:public_id>/edit/", views.story_edit, name="edit"),
    path("<str:public_id>/withdraw/", views.story_withdraw, name="withdraw"),
    path("<str:public_id>/report/", views.story_report, name="report"),
]
