from django.urls import path

from events.places import views
from events.places.adding import views as adding
from events.places.finding import views as finding
from events.places.hazards import urls as hazards
from events.places.keeping import views as keeping
from events.places.walk import views as walk

app_name = "places"

urlpatterns = [
    path("", finding.place_list, name="list"),
    path("map.json", finding.place_map_data, name="map_data"),
    path("new/", adding.place_new, name="new"),
    path("import/", views.place_import, name="import"),
    path("how-we-check/", views.how_we_check, name="rubric"),
    path("photos/<str:public_id>/remove/", walk.photo_remove, name="photo_remove"),
    path("photos/<str:public_id>/<slug:size>/", walk.photo, name="photo"),
    path("<slug:slug>/", views.place_detail, name="detail"),
    path("<slug:slug>/sheet/", finding.place_sheet, name="sheet"),
    path("<slug:slug>/keep/", keeping.place_keep, name="keep"),
    path("<slug:slug>/give-up/", keeping.place_retire, name="retire"),
    path("<slug:slug>/history/", keeping.place_history, name="history"),
    path("<slug:slug>/correct/", keeping.place_correct, name="correct"),
    path("<slug:slug>/corrections/<str:public_id>/", keeping.place_correction, name="correction"),
    path("<slug:slug>/same/", keeping.place_same, name="same"),
    path("<slug:slug>/same/<str:public_id>/", keeping.place_same_decide, name="same_decide"),
    path("<slug:slug>/zones/new/", adding.zone_new, name="zone_new"),
    path("<slug:slug>/photos/new/", walk.photo_new, name="photo_new"),
    path("<slug:slug>/zones/<str:public_id>/check/", walk.zone_check, name="check"),
    path("<slug:slug>/zones/<str:public_id>/check/draft/", walk.check_draft, name="check_draft"),
    *hazards.urlpatterns,
]
