"""Included among a person's own pages, under the name ``users``."""

from django.urls import path

from accounts.apart import views

urlpatterns = [
    path("apart/", views.apart_list, name="apart_list"),
    path("apart/<str:public_id>/mute/", views.mute, name="mute"),
    path("apart/<str:public_id>/unmute/", views.unmute, name="unmute"),
    path("apart/<str:public_id>/unblock/", views.unblock, name="unblock"),
]
