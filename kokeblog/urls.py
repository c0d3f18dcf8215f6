from django.urls import path

from kokeblog import feeds

app_name = "kokeblog"
urlpatterns = [
    path("syote/", feeds.StoryFeed(), name="feed"),
    path("syote/<slug:topic>/", feeds.StoryFeed(), name="topic_feed"),
]
