from django.urls import path

from trust import health

urlpatterns = [
    path("tila", health.status, name="status"),
]
