"""Another system on this machine: it keeps what is posted to it, and answers as it is told to."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver:
    """A server; `answers` are (status, headers, body) for the next posts, 200 with {"ok": true} when it is empty."""

    def __init__(self, context=None):
        self.posts, self.answers, self.delay, self.ended = [], [], 0.0, threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        if context is not None:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_port
        self.url = f"http://127.0.0.1:{self.port}/hook"

    def _handler(self):
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.posts.append((self.path, dict(self.headers.items()), body))
                receiver.ended.wait(receiver.delay)
                status, headers, answer = receiver.answers.pop(0) if receiver.answers else (200, {}, b'{"ok": true}')
                self.send_response(status)
                for name, value in {"Content-Length": str(len(answer)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_args):
                pass

        return Handler

    @property
    def bodies(self):
        return [json.loads(body) for _, _, body in self.posts]

    @property
    def ids(self):
        return [headers["webhook-id"] for _, headers, _ in self.posts]

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.server.shutdown()
        self.server.server_close()
