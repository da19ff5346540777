"""Pictures that a student's notebook drew, made anew so that nothing else is in them."""

import base64
import binascii
import io
import warnings
from collections.abc import Mapping
from typing import Any

from PIL import Image, UnidentifiedImageError

_FORMS = {"image/png": "PNG", "image/jpeg": "JPEG"}
_MOST_BYTES = 8 * 1024 * 1024
_MOST_PIXELS = 40_000_000
_WIDEST = 1600
MOST_OF_A_CELL = 12


def pictures(cell: Mapping[str, Any]) -> list[bytes]:
    """The pictures of a cell's outputs as they are in the notebook, at most twelve."""
    found: list[bytes] = []
    outputs = cell.get("outputs")
    for output in outputs if isinstance(outputs, list) else ():
        data = output.get("data") if isinstance(output, dict) else None
        for form in _FORMS:
            raw = data.get(form) if isinstance(data, dict) else None
            text = "".join(raw) if isinstance(raw, list) and all(map(_is_text, raw)) else raw
            if isinstance(text, str) and len(text) < 2 * _MOST_BYTES:
                try:
                    found.append(base64.b64decode(text, validate=False))
                except (binascii.Error, ValueError):
                    continue
                break
    return found[:MOST_OF_A_CELL]


def redrawn(picture: bytes) -> bytes | None:
    """A picture as a PNG of our own making; None for what is none, or is too large."""
    if len(picture) > _MOST_BYTES:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(picture), formats=tuple(_FORMS.values())) as opened:
                if opened.width * opened.height > _MOST_PIXELS:
                    return None
                image = opened.convert("RGBA")
    except (
        UnidentifiedImageError,
        Image.DecompressionBombWarning,
        Image.DecompressionBombError,
        OSError,
        SyntaxError,  # Pillow's word for a broken PNG
        ValueError,
    ):
        return None
    image.thumbnail((_WIDEST, _WIDEST))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _is_text(value: object) -> bool:
    return isinstance(value, str)
