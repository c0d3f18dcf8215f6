"""The real worker after it has been away: what came due meanwhile is done when it is back."""

import pytest

from tests.processes import Processes
from tests.sink import wait_until

pytestmark = [pytest.mark.processes, pytest.mark.django_db]

#: A story whose hour comes a moment after it was approved; nobody runs meanwhile.
SCHEDULE = """
from datetime import timedelta
from wagtail.models import Site
from accounts.models import Role, User
from django.contrib.auth.models import Group
from kokeblog.models import Side, StoryIndexPage, StoryPage, Writer
from tests.kokeblog.vouching import read_by_another
from trust import clock
reader = User.objects.create_user("lukija@kokenet.example")
reader.groups.add(Group.objects.get(name=Role.EDITOR))
front = Site.objects.get().root_page.specific
stories = StoryIndexPage(title="KokeBlogi", slug="kokeblogi", locale=front.locale)
front.add_child(instance=stories)
story = StoryPage(
    title="Aamu", slug="aamu", introduction="Aamu.", side=Side.SELF, locale=front.locale,
    live=False, writer=Writer.objects.create(alias="Ilta"), body=[("text", "<p>Aamu.</p>")],
)
stories.add_child(instance=story)
story.go_live_at = clock.now() + timedelta(seconds=1)
story.save_revision()
read_by_another(story, reader).publish()
"""
SHOWN = 'StoryPage.objects.filter(live=True, expired=False, slug="aamu").count()'
#: The last three mornings' runs were missed.
MISS = """
from datetime import timedelta
from trust import schedule
from django_q.models import Schedule
schedule.ensure()
row = Schedule.objects.filter(func="kokeblog.jobs.remind_of_gap")
print(row.update(next_run=row.get().next_run - timedelta(days=3)))
"""
AHEAD = """
from trust import clock
from django_q.models import Schedule
print(Schedule.objects.get(func="kokeblog.jobs.remind_of_gap").next_run > clock.now())
"""


def test_story_due_during_a_stop_comes_out_when_the_worker_is_back(processes: Processes):
    processes.run(SCHEDULE)
    assert processes.number(SHOWN, "kokeblog.models") == 0

    processes.start_worker()

    wait_until(lambda: processes.number(SHOWN, "kokeblog.models") == 1, 60, processes.log("worker"))


def test_missed_morning_is_caught_up_once_by_the_worker(processes: Processes):
    assert processes.run(MISS).split()[-1] == "1"
    runs = 'Task.objects.filter(func="kokeblog.jobs.remind_of_gap", success=True).count()'

    processes.start_worker()

    wait_until(lambda: processes.number(runs, "django_q.models") == 1, 60, processes.log("worker"))
    assert processes.run(AHEAD).split()[-1] == "True"
