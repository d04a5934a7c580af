"""A letter to many over a real connection: killed in the middle and taken up by two at once, nobody gets it twice."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest
from tests.web.mail_server import MailServer

PEOPLE = 24
SET_UP = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "crossfield.web.settings"
django.setup()
from django.utils import timezone
"""
WRITE = f"""
from crossfield.web.accounts.models import User
from crossfield.web.registry.actions.mailing import let_mailing_out, write_mailing
from crossfield.web.registry.actions.person import add_detail, add_person
from crossfield.web.registry.models import PersonDetail
by = User.objects.get()
for number in range({PEOPLE}):
    person = add_person(f"Reader {{number}}", by=by)
    add_detail(
        person, by=by, kind="mail", value=f"{{number}}@example.org", purpose="news", basis="consent", way="talk"
    )
PersonDetail.objects.update(confirmed=timezone.now())
let_mailing_out(write_mailing("news", by=by, texts={{"subject_en": "News", "text_en": "Text"}}), by=by)
"""
SEND = """
from crossfield.web.registry.tasks.mailing import send_mailings
send_mailings(timezone.now())
"""
TELL = """
from crossfield.web.accounts.models import Mail
from crossfield.web.registry.models import Mailing
print(Mailing.objects.get().state, Mail.objects.filter(state="sending").count())
"""


@pytest.mark.slow
def test_killed_in_the_middle_and_taken_up_by_two_nobody_gets_it_twice(tmp_path):
    env = {name: value for name, value in os.environ.items() if not name.startswith(("CROSSFIELD_", "DJANGO_"))}
    env |= {"CROSSFIELD_WORKSPACE": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "CROSSFIELD_HOST": "0.0.0.0"}
    account = ["account", "create", "ann@example.org", "--password", "correct horse staple", "--role", "manager"]
    subprocess.run([sys.executable, "-m", "crossfield", *account], env=env, capture_output=True, check=True)

    def begin(text):
        return subprocess.Popen([sys.executable, "-c", SET_UP + text], env=env, stdout=subprocess.PIPE, text=True)

    with MailServer().running() as server:
        env |= {"CROSSFIELD_MAIL": f"smtp://127.0.0.1:{server.port}"}
        with begin(WRITE) as writing:
            writing.communicate(timeout=120)
        assert writing.returncode == 0
        server.seconds = 0.1
        with begin(SEND) as first:
            until = time.monotonic() + 120
            while len(server.taken) < 5 and time.monotonic() < until:
                time.sleep(0.01)
            first.send_signal(signal.SIGKILL)
        before = len(server.taken)
        with begin(SEND) as one, begin(SEND) as other:
            for process in (one, other):
                process.communicate(timeout=120)
        got = Counter(server.recipients)
        with begin(TELL) as told:
            state, unsure = told.communicate(timeout=120)[0].split()

    assert (one.returncode, other.returncode, state) == (0, 0, "done")
    assert set(got.values()) == {1}
    assert 5 <= before < PEOPLE
    assert int(unsure) <= 1  # whether the one that was on its way went out, nobody knows: it is not sent again
    assert PEOPLE - 1 <= len(got) <= PEOPLE
