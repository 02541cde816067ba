from django.urls import path

from accounts.users import views

app_name = "users"
urlpatterns = [
    path("", views.me, name="me"),
    path("edit/", views.edit, name="edit"),
    path("home/", views.home_area, name="home_area"),
    path("home/remove/", views.home_area_remove, name="home_area_remove"),
]
