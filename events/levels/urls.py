from django.urls import path

from events.levels import views

app_name = "levels"

urlpatterns = [
    path("", views.spotting, name="index"),
    path("in/<slug:slug>/", views.in_group, name="in_group"),
    path("in/<slug:slug>/<str:public_id>/declare/", views.declare, name="declare"),
    path("in/<slug:slug>/<str:public_id>/lead/", views.lead, name="lead"),
    path("in/<slug:slug>/<str:public_id>/revoke/", views.revoke, name="revoke"),
]
