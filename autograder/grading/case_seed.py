"""The course's secret, which seeds hidden random cases."""

import hmac
import os
import secrets

from autograder.records.course import Course
from autograder.records.errors import ConfigError

_BYTES = 32


def course_secret(course: Course) -> bytes:
    """The secret of a course, made on first use and readable by its owner alone.

    Whoever knows it can compute the random cases of a submission. Without it a result is not
    graded with the same cases again, so it is worth a backup.

    Raises:
        ConfigError: If it cannot be read or made, or is too short.
    """
    path = course.build / course.settings.secret_file
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            # Never over an existing one, also when two batches begin at once.
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(_BYTES) + "\n")
        secret = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: the course secret cannot be read ({error}).") from error
    if len(secret) < _BYTES:
        raise ConfigError(f"{path}: the course secret is too short; delete the file to renew it.")
    return secret


def keyed(secret: bytes, *parts: str) -> str:
    """What only those who know the secret can work out from names: HMAC-SHA256, hexadecimal.

    Of an assignment and a submission's hash it is the seed of the submission's hidden random cases:
    equal when graded again.
    """
    return hmac.new(secret, "|".join(parts).encode(), "sha256").hexdigest()
