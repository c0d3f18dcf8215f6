from django.urls import path

from kokeblog import feeds
from kokeblog.sent.views import own, sending
from kokeblog.views import letter

app_name = "kokeblog"
urlpatterns = [
    path("syote/", feeds.StoryFeed(), name="feed"),
    path("syote/<slug:topic>/", feeds.StoryFeed(), name="topic_feed"),
    path("kirje/tilaa/", letter.subscribe, name="letter_subscribe"),
    path("kirje/vahvista/<slug:token>/", letter.confirm, name="letter_confirm"),
    path("kirje/lopeta/<slug:token>/", letter.leave, name="letter_leave"),
    # From a story to its number
    path("laheta/", sending.write, name="write"),
    path("laheta/esikatselu/", sending.preview, name="preview"),
    path("laheta/valmis/", sending.send, name="send"),
    # With the number
    path("oma/", own.own, name="own"),
    path("oma/kylla/", own.agree, name="agree"),
    path("oma/sana/", own.say, name="say"),
    path("oma/peru/", own.withdraw, name="withdraw"),
    path("oma/poista/", own.erase, name="erase"),
]
