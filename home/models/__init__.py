from home.models.group_pages import GroupListPage
from home.models.groups import ForWhom, PeerGroup
from home.models.pages import BasePage, ContentPage, FrontPage, SectionPage
from home.models.pictures import Picture, PictureRendition
from home.models.service_pages import ServiceListPage
from home.models.services import ServiceContact
from home.models.settings import HelpContact, HelpSettings, SiteSettings
from home.models.topic_pages import TopicPage
from home.models.topics import Topic

__all__ = [
    "BasePage",
    "ContentPage",
    "ForWhom",
    "FrontPage",
    "GroupListPage",
    "HelpContact",
    "HelpSettings",
    "PeerGroup",
    "Picture",
    "PictureRendition",
    "SectionPage",
    "ServiceContact",
    "ServiceListPage",
    "SiteSettings",
    "Topic",
    "TopicPage",
]
