"""Fingerprints of code by winnowing.

S. Schleimer, D. S. Wilkerson, A. Aiken, "Winnowing: Local Algorithms for Document Fingerprinting",
SIGMOD 2003: of the hashes of all runs of k tokens the least in each window of w is kept, the last
of equal ones. Two texts that share k + w - 1 tokens in a row share a fingerprint.
"""

import hashlib
from collections.abc import Sequence

RUN = 12
"""Tokens that are hashed together (k)."""

WINDOW = 6
"""Hashes of which one is kept (w): equal runs of 17 tokens are always found."""


def hashes(texts: Sequence[str]) -> list[int]:
    """The hash of each run of tokens, by where it begins."""
    joined = [text.encode("utf-8", "replace") for text in texts]
    return [
        int.from_bytes(
            hashlib.blake2b(b"\0".join(joined[at : at + RUN]), digest_size=8).digest(), "big"
        )
        for at in range(len(joined) - RUN + 1)
    ]


def winnowed(values: Sequence[int]) -> dict[int, list[int]]:
    """The fingerprints: places by hash.

    Args:
        values: See `hashes`.
    """
    kept: dict[int, list[int]] = {}
    last = -1
    for start in range(max(1, len(values) - WINDOW + 1) if values else 0):
        window = values[start : start + WINDOW]
        least = min(window)
        at = start + max(n for n, value in enumerate(window) if value == least)
        if at != last:
            kept.setdefault(least, []).append(at)
            last = at
    return kept
