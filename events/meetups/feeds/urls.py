from django.urls import path

from events.meetups.feeds import views

app_name = "calendars"

urlpatterns = [
    path("", views.feed_list, name="list"),
    path("mine/", views.feed_of_mine, name="mine"),
    path("of-group/<slug:slug>/", views.feed_of_group, name="of_group"),
    path("of-place/<slug:slug>/", views.feed_of_place, name="of_place"),
    path("<str:public_id>/reset/", views.feed_reset, name="reset"),
    path("<str:public_id>/remove/", views.feed_remove, name="remove"),
    path("<str:secret>.ics", views.feed, name="feed"),
]
