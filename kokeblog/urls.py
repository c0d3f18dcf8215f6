from django.urls import path

from kokeblog import feeds
from kokeblog.views import letter

app_name = "kokeblog"
urlpatterns = [
    path("syote/", feeds.StoryFeed(), name="feed"),
    path("syote/<slug:topic>/", feeds.StoryFeed(), name="topic_feed"),
    path("kirje/tilaa/", letter.subscribe, name="letter_subscribe"),
    path("kirje/vahvista/<slug:token>/", letter.confirm, name="letter_confirm"),
    path("kirje/lopeta/<slug:token>/", letter.leave, name="letter_leave"),
]
