import random
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from crossfield.errors import SourceError
from crossfield.lake import download as module
from crossfield.lake.download import download, is_address

CONTENT = random.Random(3).randbytes(700_000)


class Handler(BaseHTTPRequestHandler):
    """One file, served as the test's settings say."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        serve = self.server.settings
        asked = self.headers.get("Range")
        self.server.asked.append(asked)
        if serve["status"] != 200:
            return self.answer(serve["status"], b"sorry", {})
        content, start = serve["content"], 0
        fresh = self.headers.get("If-Range") in {serve["etag"], serve["modified"]} or serve["ignores_if_range"]
        if asked and serve["ranges"] and fresh:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            if start >= len(content):
                return self.answer(416, b"", {})
        headers = {"ETag": serve["etag"], "Last-Modified": serve["modified"]}
        if start:
            place = start + serve["shift"]
            headers["Content-Range"] = f"bytes {place}-{len(content) - 1}/{len(content)}"
        return self.answer(206 if start else 200, content[start:], headers)

    def answer(self, status, body, headers):
        serve = self.server.settings
        self.send_response(status)
        for name, value in headers.items():
            if value:
                self.send_header(name, value)
        if serve["length"]:
            self.send_header("Content-Length", str(len(body)))
        if not serve["length"] or serve["breaks_after"]:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        self.wfile.write(body[: serve["breaks_after"] or None])

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.asked = []
        running.settings = {
            "status": 200,
            "content": CONTENT,
            "etag": '"one"',
            "modified": "",
            "ranges": True,
            "ignores_if_range": False,
            "shift": 0,
            "length": True,
            "breaks_after": 0,
        }
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def address(server):
    return f"http://127.0.0.1:{server.server_port}/data/dump.zip"


def refused(address, folder):
    with pytest.raises(SourceError) as error:
        download(address, folder)
    assert error.value.hint
    return error.value


def broken(server, address, folder, after=300_000):
    """Download until the connection breaks."""
    server.settings["breaks_after"] = after
    error = refused(address, folder)
    server.settings["breaks_after"] = 0
    return error


@pytest.mark.parametrize("given", ["https://a/b", "HTTP://a/b", "http://["])
def test_web_addresses(given):
    assert is_address(given)


@pytest.mark.parametrize("given", ["/data/a.zip", "C:\\a.zip", "ftp://a/b", "http", ""])
def test_other_texts_are_no_web_addresses(given):
    assert not is_address(given)


def test_a_file_is_loaded_and_progress_told(address, tmp_path):
    seen = []
    path = download(address, tmp_path, progress=lambda loaded, expected: seen.append((loaded, expected)))
    assert path.name == "dump.zip"
    assert path.read_bytes() == CONTENT
    assert seen == [(262_144, 700_000), (524_288, 700_000), (700_000, 700_000)]


def test_an_unchanged_file_is_not_loaded_again(server, address, tmp_path):
    first = download(address, tmp_path).stat().st_mtime_ns
    seen = []
    path = download(address, tmp_path, progress=lambda *told: seen.append(told))
    assert seen == []
    assert path.stat().st_mtime_ns == first


def test_a_file_without_a_tag_is_loaded_again(server, address, tmp_path):
    server.settings["etag"] = ""
    seen = []
    for _ in range(2):
        download(address, tmp_path, progress=lambda loaded, _: seen.append(loaded))
    assert seen[2::3] == [700_000, 700_000]


@pytest.mark.parametrize(("etag", "modified"), [('"two"', ""), ("", "Mon, 23 Nov 2026 10:00:00 GMT")])
def test_a_changed_file_is_loaded_anew(server, address, tmp_path, etag, modified):
    download(address, tmp_path)
    server.settings |= {"content": CONTENT[::-1], "etag": etag, "modified": modified}
    assert download(address, tmp_path).read_bytes() == CONTENT[::-1]
    assert server.asked == [None, None]


def test_a_broken_download_goes_on_where_it_stopped(server, address, tmp_path):
    error = broken(server, address, tmp_path)
    assert error.message == f"{address} broke off after 300,000 of 700,000 bytes."
    assert error.temporary
    assert download(address, tmp_path).read_bytes() == CONTENT
    assert server.asked == [None, "bytes=300000-"]
    assert [path.name for path in tmp_path.rglob("*.part")] == []


def test_it_may_break_several_times(server, address, tmp_path):
    for _ in range(3):
        broken(server, address, tmp_path, after=100_000)
    assert download(address, tmp_path).read_bytes() == CONTENT
    assert server.asked == [None, "bytes=100000-", "bytes=200000-", "bytes=300000-"]


def test_last_modified_serves_as_well(server, address, tmp_path):
    server.settings |= {"etag": "", "modified": "Mon, 23 Nov 2026 10:00:00 GMT"}
    broken(server, address, tmp_path)
    assert download(address, tmp_path).read_bytes() == CONTENT
    assert server.asked == [None, "bytes=300000-"]


def test_what_has_changed_meanwhile_is_loaded_from_its_begin(server, address, tmp_path):
    broken(server, address, tmp_path)
    server.settings |= {"content": CONTENT[::-1], "etag": '"two"'}
    assert download(address, tmp_path).read_bytes() == CONTENT[::-1]
    assert server.asked == [None, "bytes=300000-"]


@pytest.mark.parametrize(
    "settings",
    [
        {"ranges": False},
        {"shift": 1},
        {"ignores_if_range": True, "etag": '"two"', "content": CONTENT[::-1]},
        {"content": CONTENT[:300_000]},
    ],
    ids=["no ranges", "another range", "a range of another file", "nothing behind"],
)
def test_servers_that_cannot_go_on_are_asked_from_the_begin(server, address, tmp_path, settings):
    broken(server, address, tmp_path)
    server.settings |= settings
    assert download(address, tmp_path).read_bytes() == server.settings["content"]


def test_without_a_tag_nothing_is_gone_on_with(server, address, tmp_path):
    server.settings["etag"] = ""
    broken(server, address, tmp_path)
    assert download(address, tmp_path).read_bytes() == CONTENT
    assert server.asked == [None, None]


def test_a_length_that_is_not_told(server, address, tmp_path):
    server.settings["length"] = False
    seen = []
    path = download(address, tmp_path, progress=lambda _, expected: seen.append(expected))
    assert path.read_bytes() == CONTENT
    assert set(seen) == {None}


@pytest.mark.parametrize("status", [403, 404, 416, 429, 500, 503])
def test_error_answers(server, address, tmp_path, status):
    server.settings["status"] = status
    error = refused(address, tmp_path)
    assert error.message.startswith(f"{address} answered {status} ")
    assert error.temporary == (status in {429, 500, 503})
    assert error.hint == ("Try again later." if error.temporary else "Check the address.")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_an_error_answer_leaves_what_was_loaded(server, address, tmp_path):
    broken(server, address, tmp_path)
    server.settings["status"] = 500
    refused(address, tmp_path)
    server.settings["status"] = 200
    assert download(address, tmp_path).read_bytes() == CONTENT
    assert server.asked == [None, "bytes=300000-", "bytes=300000-"]


def test_nobody_answers(tmp_path):
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as closed:
        address = f"http://127.0.0.1:{closed.server_port}/a.zip"
    error = refused(address, tmp_path)
    assert error.message.startswith(f"{address} could not be loaded: ")
    assert error.temporary


def test_something_answers_that_is_no_web_server(tmp_path):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listening:

        def greet():
            with listening.accept()[0] as caller:
                caller.recv(1000)
                caller.sendall(b"220 mail.example.org ESMTP\r\n")

        thread = threading.Thread(target=greet)
        thread.start()
        error = refused(f"http://127.0.0.1:{listening.getsockname()[1]}/a.zip", tmp_path)
        thread.join()
    assert error.message.endswith("could not be loaded: 220 mail.example.org ESMTP.")
    assert error.temporary


def test_a_server_that_falls_silent(tmp_path, monkeypatch):
    import socket

    monkeypatch.setattr(module, "TIMEOUT", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        error = refused(f"http://127.0.0.1:{listening.getsockname()[1]}/a.zip", tmp_path)
    assert error.message.endswith("could not be loaded: timed out.")
    assert error.temporary


@pytest.mark.parametrize("address", ["http://[", "http://a b/x.zip", "http://127.0.0.1:port/x.zip"])
def test_what_is_no_address(tmp_path, address):
    error = refused(address, tmp_path)
    assert error.message.startswith(f"{address} is no web address: ")
    assert not error.temporary


@pytest.mark.parametrize("path", ["", "/", "/..", "/a/..", "/dump/?file=x"])
def test_an_address_without_a_file_name(server, tmp_path, path):
    found = download(f"http://127.0.0.1:{server.server_port}{path}", tmp_path)
    assert found.name == "download"
    assert found.parent.parent == tmp_path
    assert found.read_bytes() == CONTENT


def test_two_addresses_with_one_file_name_do_not_meet(server, address, tmp_path):
    broken(server, address, tmp_path)
    other = address.replace("/data/", "/other/")
    assert download(other, tmp_path) != download(address, tmp_path)
    assert server.asked == [None, None, "bytes=300000-"]
