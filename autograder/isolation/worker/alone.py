"""A worker without a warm process, for a container of its own.

    python -P -s -m autograder.isolation.worker.alone SETTINGS < requests > answers 2> output

SETTINGS is JSON: `limits`, `seed`, `box` (the working folder), `library`, `preload`,
`unused`.
"""

import json
import os
import platform
import sys

from autograder.isolation.confine import devices
from autograder.isolation.confine.confinements import set_limits, settle
from autograder.isolation.confine.memory import size
from autograder.isolation.worker.preload import later, preload

REQUEST, RESPONSE = 3, 4


def main() -> None:
    """Move the pipes where a worker has them, confine what the container leaves open, serve."""
    settings = json.loads(sys.argv[1])
    os.dup2(0, REQUEST)
    os.dup2(1, RESPONSE)
    settle(settings["box"])
    share = devices.share(settings["limits"])
    devices.set_environment(share)
    preload(settings["library"], settings["preload"], settings["unused"])
    for _ in later(settings["unused"]):
        continue
    # Imported once its own modules are warm.
    from autograder.isolation.worker import server

    server.redirect(2)
    set_limits(settings["limits"], size())
    if platform.system() == "Linux":
        from autograder.isolation.confine import linux, seccomp

        linux.no_new_privileges()
        linux.install_filter(seccomp.program(os.getpid(), gpu=bool(share)))
    if share:
        devices.start(share)
    limit = settings["limits"]["answer_bytes"]
    server.run(REQUEST, RESPONSE, settings["seed"], limit)


if __name__ == "__main__":
    main()
