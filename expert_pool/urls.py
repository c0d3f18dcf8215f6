"""The public side of the expert bank."""

from django.urls import path

from expert_pool import views

app_name = "expert_pool"
urlpatterns = [
    path("asiantuntijat/", views.search, name="search"),
    path("asiantuntijat/<slug:slug>/", views.profile, name="profile"),
]
