"""The workbench on a real database and the starter lake; files of the tests go into folders of their own."""

import pytest
from django.utils import translation

LANGUAGES = ("de", "en")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


@pytest.fixture(autouse=True)
def workspace(settings, tmp_path):
    """No test touches the user's own workspace, and pages need no bundle."""
    translation.activate("en")  # what the last request spoke would stay
    settings.STORAGES = STORAGES
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # slow ones protect nobody here
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    settings.MEDIA_ROOT = tmp_path / "documents"
    settings.DESK = True
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    return tmp_path


@pytest.fixture
def desk(client, db):
    """A browser at a desk: this computer, by the name localhost."""
    client.defaults |= {"HTTP_HOST": "localhost:8765", "REMOTE_ADDR": "127.0.0.1"}
    return client


@pytest.fixture
def served(client, db, settings):
    """A browser elsewhere, where the workbench is reached by a name and people sign in."""
    settings.DESK = False
    settings.ALLOWED_HOSTS = ["bench.example.org"]
    client.defaults |= {"HTTP_HOST": "bench.example.org", "REMOTE_ADDR": "192.0.2.7"}
    return client


@pytest.fixture
def make_user(db):
    """Makes users with a password, each in an institution of its own unless told otherwise."""
    from crossfield.web.accounts.models import Institution, User

    def make(handle: str, institution: Institution | None = None, **rest):
        own = institution or Institution.objects.create(name=f"Institution of {handle}")
        return User.objects.create_user(f"{handle}@example.org", "correct horse staple", institution=own, **rest)

    return make
