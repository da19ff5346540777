"""Untrusted text made fit to be shown: nothing in it can act on a terminal or a page."""

import re

# Escape sequences of terminals: CSI, OSC with its end, and the short ones.
_ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[PX^_][^\x1b]*(?:\x1b\\)?"
    r"|\x1b[ -/]*[0-~]|\x9b[0-?]*[ -/]*[@-~]"
)
# They reorder or hide what a person reads.
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE = frozenset("\u200b\u2060\ufeff\u00ad\u180e\u2028\u2029")
_CONTROL_PICTURES = 0x2400


def visible(text: str, *, lines: bool = False) -> str:
    """Text with terminal escapes taken out and whatever else is invisible made visible.

    Args:
        text: Anything.
        lines: Keep line feeds and tabs; else they become spaces.

    Returns:
        Text without control characters. A direction mark reads `[U+202E]`, a bell `␇`.
    """
    text = _ESCAPES.sub("", text.replace("\r\n", "\n"))
    if not lines:
        text = text.replace("\n", " ").replace("\t", " ")
    return "".join(map(_show, text))


def _show(character: str) -> str:
    if character in "\n\t" or (" " <= character < "\x7f"):
        return character
    if character < " ":
        return chr(_CONTROL_PICTURES + ord(character))
    if character == "\x7f":
        return "\u2421"
    if character in _BIDI or character in _INVISIBLE or "\x80" <= character < "\xa0":
        return f"[U+{ord(character):04X}]"
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"
    return character
