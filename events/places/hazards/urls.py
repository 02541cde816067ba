from django.urls import path

from events.places.hazards import views

urlpatterns = [
    path("<slug:slug>/hazards/new/", views.hazard_new, name="hazard_new"),
    path("<slug:slug>/hazards/<str:public_id>/", views.hazard_detail, name="hazard"),
    path("<slug:slug>/hazards/<str:public_id>/voice/", views.hazard_voice, name="hazard_voice"),
    path("<slug:slug>/hazards/<str:public_id>/resolve/", views.hazard_resolve, name="hazard_resolve"),
    path("<slug:slug>/hazards/<str:public_id>/withdraw/", views.hazard_withdraw, name="hazard_withdraw"),
]
