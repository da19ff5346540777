"""What student code may have set for itself, and what the grader builds must not depend on."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def usual_numbers() -> Iterator[None]:
    """While the block runs, torch makes floating-point numbers of 32 bits, as it does by itself."""
    torch = sys.modules.get("torch")
    own = torch.get_default_dtype() if torch is not None else None
    if torch is None or own is torch.float32:
        yield
        return
    torch.set_default_dtype(torch.float32)
    try:
        yield
    finally:
        torch.set_default_dtype(own)
