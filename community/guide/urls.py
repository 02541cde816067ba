from django.urls import path

from community.guide import views

app_name = "guide"

urlpatterns = [
    path("", views.guide, name="index"),
    path("quiz/", views.quiz, name="quiz"),
    path("is-it-for-me/", views.self_check, name="self_check"),
    path("questions/", views.faq, name="faq"),
    path("summary/", views.summary, name="summary"),
    path("evidence/", views.page, {"slug": "evidence"}, name="evidence"),
    path("calls/", views.page, {"slug": "calls"}, name="calls"),
    path("technique/", views.page, {"slug": "technique"}, name="technique"),
    path("<slug:slug>/", views.page, name="page"),
]
