from django.urls import path

from events.places import views

app_name = "places"

urlpatterns = [
    path("", views.place_list, name="list"),
    path("new/", views.place_new, name="new"),
    path("import/", views.place_import, name="import"),
    path("how-we-check/", views.how_we_check, name="rubric"),
    path("<slug:slug>/", views.place_detail, name="detail"),
    path("<slug:slug>/zones/new/", views.zone_new, name="zone_new"),
    path("<slug:slug>/zones/<str:public_id>/check/", views.zone_check, name="check"),
]
