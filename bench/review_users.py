"""What a teaching assistant does all day, for locust; `bench.review` starts it.

Each reads the class list, opens students, reads answers and gives points, looks at statistics.
"""

import json
import os
import random
import re

from locust import HttpUser, between, task

_TOLD = json.loads(os.environ["BENCH_REVIEW"])
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_STUDENT = re.compile(r"who=(s\d{4})")


class Assistant(HttpUser):
    """One of them."""

    wait_time = between(0.5, 2.0)

    def on_start(self) -> None:
        """Come in as one who has logged in."""
        session = _TOLD["sessions"].pop()
        # With its address, so that the next answer's cookie takes its place.
        self.client.cookies.set("autograder_review", session, domain="127.0.0.1", path="/")
        self.client.get("/", name="front")
        self.assignment = random.choice(_TOLD["assignments"])

    @task(2)
    def look_at_the_class(self) -> None:
        """The list, and somebody of it."""
        page = self.client.get(f"/{self.assignment}/", name="class").text
        found = _STUDENT.findall(page)
        if found:
            who = random.choice(found)
            path = f"/{self.assignment}/student?who={who}"
            student = self.client.get(path, name="student").text
            token = _TOKEN.search(student)
            attempt = re.search(r'name="attempt" value="(\d+)"', student)
            if token and attempt:
                form = {"csrf_token": token[1], "who": who, "attempt": attempt[1]}
                form |= {"question": "q1", "text": "Look at the sign.", "private": "1"}
                self.client.post(f"/{self.assignment}/student/comment", form, name="comment")

    @task(3)
    def read(self) -> None:
        """Answers that wait."""
        self.client.get(f"/{self.assignment}/read/w1", name="read")

    @task
    def look_at_figures(self) -> None:
        """Statistics."""
        for view in ("mcq", "accuracy", "leaderboard", "mistakes"):
            self.client.get(f"/{self.assignment}/{view}", name=view)
