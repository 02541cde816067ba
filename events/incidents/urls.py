from django.urls import path

from events.incidents import views

app_name = "incidents"

urlpatterns = [
    path("", views.incident_log, name="log"),
    path("in/<slug:slug>/", views.incidents_of_group, name="of_group"),
    path("after/<str:public_id>/", views.how_it_went, name="how_it_went"),
    path("after/<str:public_id>/tell/", views.incident_new, name="new"),
    path("<str:public_id>/", views.incident_detail, name="detail"),
    path("<str:public_id>/close/", views.incident_close, name="close"),
    path("<str:public_id>/take-back/", views.incident_take_back, name="take_back"),
]
