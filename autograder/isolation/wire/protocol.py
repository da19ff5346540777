"""Frames over pipes: magic, two lengths, a JSON header, raw array bytes.

    NBG1 | u32 length of header | u64 length of body | header | body

Both lengths are held against their bounds before a byte more is read. A request carries a fresh
nonce and the reply repeats it; anything else that arrives ends the worker.
"""

import json
import re
import struct
from collections.abc import Callable
from typing import Any

from autograder.isolation.wire.bounds import (
    MAX_BODY,
    MAX_HEADER,
    Buffer,
    EncodeError,
    ProtocolError,
)
from autograder.isolation.wire.codec import Encoder
from autograder.isolation.wire.decode import NO_LINKS, Decoder
from autograder.isolation.wire.links import Links
from autograder.isolation.wire.signatures import describe

MAGIC = b"NBG1"
PREFIX = struct.Struct("<4sIQ")
NONCE = "n"
Message = dict[str, Any]


def pack(
    message: Message, limit: int = MAX_BODY, other: Callable[[Any], Any] = describe
) -> list[Buffer]:
    """The buffers of a frame, to be written one after the other.

    Args:
        message: Keys are short names, values anything that `codec` can encode.
        limit: Bytes that the body may have.
        other: See `codec.Encoder`.

    Raises:
        EncodeError: If the message is nested too deep or too large.
    """
    encoder = Encoder(limit, other)
    header = _ENCODER.encode(encoder.tree(message)).encode("ascii")
    if len(header) > MAX_HEADER:
        raise EncodeError("the value has too many parts; use an array")
    return [PREFIX.pack(MAGIC, len(header), encoder.size) + header, *encoder.buffers]


def lengths(prefix: bytes | bytearray | memoryview, limit: int = MAX_BODY) -> tuple[int, int]:
    """Lengths of header and body that a prefix announces.

    Raises:
        ProtocolError: If it is no prefix or announces more than the bounds allow.
    """
    magic, header, body = PREFIX.unpack(prefix)
    if magic != MAGIC:
        raise ProtocolError("this is not a frame")
    if header > MAX_HEADER or body > limit:
        raise ProtocolError("the frame is larger than its bounds")
    return header, body


def nonce_of(header: bytes | bytearray) -> str:
    """The nonce of a request as the grader writes it: what cannot be read can be answered, too."""
    found = _NONCE.match(header)
    return found[1].decode("ascii") if found else ""


def unpack(header: bytes | bytearray, body: bytearray, links: Links = NO_LINKS) -> Message:
    """The message of a frame.

    Args:
        header: JSON.
        body: Raw bytes of arrays; the arrays returned are views of it.
        links: See `decode.Decoder`.

    Raises:
        ProtocolError: Whatever is wrong with it.
    """
    try:
        tree = _DECODER.decode(header.decode("ascii"))
    except (ValueError, RecursionError) as error:
        raise ProtocolError(f"the header is not JSON: {type(error).__name__}") from None
    decoder = Decoder(body, links)
    message = decoder.value(tree)
    decoder.finish()
    if type(message) is not dict:
        raise ProtocolError("the header is not an object")
    return message


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) != len(pairs):
        raise ProtocolError("a key appears twice")
    return mapping


def _no_constant(name: str) -> Any:
    raise ProtocolError(f"{name} is not JSON")


_NONCE = re.compile(rb'\{"n":"([0-9a-f]+)"')
_ENCODER = json.JSONEncoder(allow_nan=False, check_circular=False, separators=(",", ":"))
_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant)
