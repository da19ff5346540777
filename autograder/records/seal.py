"""A seal on a result: whoever has the course's secret can tell whether a record was changed.

The seal is HMAC-SHA256 over the record's canonical JSON, under a key that is derived from the
course's secret and is used for nothing else. It proves that somebody who had the secret wrote
exactly this record. It does not prove when, nor against staff, who have the secret: for that the
grade is reproduced from the work itself, which `autograder recheck` does.
"""

import hmac
import json

from autograder.records.result import SubmissionResult, dump

_PURPOSE = b"autograder record seal 1"


def sealed(result: SubmissionResult, secret: bytes) -> SubmissionResult:
    """The result with its seal; an earlier seal is replaced."""
    return result.model_copy(update={"seal": _seal(result, secret)})


def holds(result: SubmissionResult, secret: bytes) -> bool:
    """Whether the seal is that of this record under this secret."""
    return hmac.compare_digest(result.seal.encode(), _seal(result, secret).encode())


def _seal(result: SubmissionResult, secret: bytes) -> str:
    key = hmac.new(secret, _PURPOSE, "sha256").digest()
    content = dump(result.model_copy(update={"seal": ""}))
    text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hmac.new(key, text.encode("ascii"), "sha256").hexdigest()
