"""A Zocdoc of raw bytes: each connection is answered with a prepared script."""

import socket
import threading
import time
from contextlib import contextmanager


class Wire:
    """Count what arrived, and answer the n-th request with the n-th script (the last one again and again)."""

    def __init__(self, *scripts):
        self.scripts = scripts
        self.received = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=[client], daemon=True).start()

    def _answer(self, client):
        with client:
            try:
                self.received.append(_read_request(client))
                self.scripts[min(len(self.received), len(self.scripts)) - 1](client)
            except OSError:
                return


def closed_port():
    """Return the address of a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


def _read_request(client):
    data = b""
    while b"\r\n\r\n" not in data:
        more = client.recv(65536)
        if not more:
            return data
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    wanted = int(lengths[0].split(b":")[1]) if lengths else 0
    while len(body) < wanted:
        body += client.recv(65536)
    return head + b"\r\n\r\n" + body


@contextmanager
def wire(*scripts):
    opened = Wire(*scripts)
    try:
        yield opened
    finally:
        opened.listener.close()


def answer(status, body=b"", *, headers="", length=None):
    """Answer with a status and a body; `length` lies about its size."""

    def script(client):
        size = len(body) if length is None else length
        head = f"HTTP/1.1 {status} X\r\nContent-Length: {size}\r\nConnection: close\r\n{headers}\r\n"
        client.sendall(head.encode() + body)

    return script


def hang_up(client):
    """Close without an answer."""
    client.shutdown(socket.SHUT_RDWR)


def silence(seconds):
    """Say nothing for a while."""

    def script(_client):
        time.sleep(seconds)

    return script


def trickle(total, every):
    """Promise a body and send one byte at a time."""

    def script(client):
        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % total)
        for _ in range(total):
            client.sendall(b" ")
            time.sleep(every)

    return script


def slow_head(every):
    """Send the headers one byte at a time and never end them."""

    def script(client):
        for _ in range(400):
            client.sendall(b"H")
            time.sleep(every)

    return script
