"""``python -m django work_loads``: what `start_worker` starts."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from crossfield.web.evidence.tasks.load import work_loads


class Command(BaseCommand):
    """Works through the loads that wait, and ends."""

    help = "Work through the loads that wait."

    def handle(self, *_: object, **__: object) -> None:
        """Say how many there were, for the log."""
        self.stdout.write(f"{work_loads()} loads")
