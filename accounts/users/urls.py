from django.urls import path

from accounts.users import profile_views, views

app_name = "users"
urlpatterns = [
    path("", views.me, name="me"),
    path("edit/", profile_views.edit, name="edit"),
    path("running/", profile_views.running, name="running"),
    path("photo/", profile_views.own_photo, name="photo"),
    path("photo/remove/", profile_views.own_photo_remove, name="photo_remove"),
    path("emergency/", profile_views.emergency, name="emergency"),
    path("language/", profile_views.language, name="language"),
    path("home/", views.home_area, name="home_area"),
    path("home/remove/", views.home_area_remove, name="home_area_remove"),
]

# What others see of a person stands apart from that person's own pages.
people = [
    path("photos/<str:photo_id>/<slug:size>/", profile_views.photo, name="photo"),
    path("<str:handle>/", profile_views.profile, name="profile"),
]
