"""A small mail server on this computer, which keeps what it is handed and can be told to misbehave."""

import re
import socketserver
import threading
import time
from contextlib import contextmanager


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks SMTP as far as Django asks for it, without extensions.

    ``taken`` holds recipient and bytes of each mail; ``refused`` answers 550 to a recipient, ``hung_up`` takes the mail
    and closes the connection instead of saying so, ``seconds`` is how long it takes for each.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Talk)
        self.taken, self.refused, self.hung_up, self.seconds = [], set(), set(), 0.0

    @property
    def port(self):
        return self.server_address[1]

    @property
    def recipients(self):
        return sorted(recipient for recipient, _mail in self.taken)

    @contextmanager
    def running(self):
        thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.shutdown()
            self.server_close()
            thread.join()


class Talk(socketserver.StreamRequestHandler):
    """One connection."""

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())

    def handle(self):
        try:
            self.talk()
        except ConnectionError:
            return  # the other side was killed

    def talk(self):
        self.say("220 localhost ESMTP")
        recipient = ""
        while line := self.rfile.readline():
            word = line[:4].upper().strip()
            if word == b"QUIT":
                return self.say("221 bye")
            if word == b"RCPT":
                recipient = re.search(rb"<(.*)>", line)[1].decode()
                self.say("550 no such mailbox" if recipient in self.server.refused else "250 ok")
            elif word == b"DATA":
                self.say("354 go on")
                if not self.take(recipient):
                    return None
            else:
                self.say("250 localhost")
        return None

    def take(self, recipient):
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line)
        if not line:
            return False
        self.server.taken.append((recipient, b"".join(lines)))
        time.sleep(self.server.seconds)
        if recipient in self.server.hung_up:
            return False
        self.say("250 taken")
        return True
