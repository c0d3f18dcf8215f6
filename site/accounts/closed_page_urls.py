"""Where Wagtail sends people from a page that is closed to them."""

from django.urls import path

from accounts import views

urlpatterns = [path("", views.closed_page)]
