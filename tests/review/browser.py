"""A real browser at a real server, for tests of what people see and press."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from werkzeug.serving import make_server

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
if os.environ.get("AUTOGRADER_NEEDS_BROWSER") and CHROMIUM is None:
    raise RuntimeError("AUTOGRADER_NEEDS_BROWSER is set, and there is no chromium on PATH")

needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on PATH")


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """An application at an address of this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
