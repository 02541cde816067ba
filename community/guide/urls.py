from django.urls import path

from community.guide import views

app_name = "guide"

urlpatterns = [
    path("", views.guide, name="index"),
    path("quiz/", views.quiz, name="quiz"),
]
