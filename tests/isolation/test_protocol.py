"""The wire: what is sent arrives, and nothing that a worker may send does harm."""

import json
import math
import os
import struct
import subprocess
import sys
import time
import tracemalloc
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.isolation.wire.bounds import MAX_BODY, MAX_HEADER, EncodeError, ProtocolError
from autograder.isolation.wire.links import Links
from autograder.isolation.wire.pipes import Channel, Closed, Flood, Late, Output
from autograder.isolation.wire.protocol import MAGIC, PREFIX, lengths, pack, unpack
from autograder.isolation.wire.values import FunctionInfo, Reference

KEYS = st.one_of(st.text(), st.integers(), st.booleans(), st.tuples(st.integers(), st.text()))
DTYPES = st.one_of(
    hnp.boolean_dtypes(),
    hnp.integer_dtypes(),
    hnp.unsigned_integer_dtypes(),
    hnp.floating_dtypes(sizes=(16, 32, 64)),
    hnp.complex_number_dtypes(sizes=(64, 128)),
)


@st.composite
def arrays(draw):
    """Arrays of every kind that crosses, with permuted and stepped axes."""
    array = draw(hnp.arrays(draw(DTYPES), hnp.array_shapes(min_dims=0, max_dims=4, min_side=0)))
    array = array.transpose(draw(st.permutations(range(array.ndim))))
    return array[..., ::2] if array.ndim and draw(st.booleans()) else array


PLAIN = st.one_of(
    *(st.none(), st.booleans(), st.integers(), st.floats(), st.complex_numbers(), st.text()),
    *(st.binary(), st.text(min_size=5000, max_size=5001), arrays(), st.just(...)),
    st.builds(FunctionInfo, st.text(), st.sampled_from(["function", "class", "object"])),
)
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(KEYS, inner, max_size=4),
    ),
    max_leaves=12,
)


class Known(Links):
    """Knows one name."""

    def variable(self, name):
        return {"f": 3}[name]


def parts(message):
    """Header and body of a message's frame."""
    frame = b"".join(bytes(buffer) for buffer in pack(message))
    header, body = lengths(frame[: PREFIX.size])
    assert len(frame) == PREFIX.size + header + body
    split = PREFIX.size + header
    return frame[PREFIX.size : split], bytearray(frame[split:])


def same(left, right):
    """Equal in type, shape, dtype and content; NaN is the same as NaN."""
    if type(left) is not type(right):
        return False
    if isinstance(left, np.ndarray):
        native = left.dtype.newbyteorder("=")
        return (left.shape, native) == (right.shape, right.dtype) and np.array_equal(
            left, right, equal_nan=left.dtype.kind in "fc"
        )
    if isinstance(left, list | tuple):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict):
        return list(left) == list(right) and all(map(same, left.values(), right.values()))
    if isinstance(left, float):
        return left == right or (math.isnan(left) and math.isnan(right))
    if isinstance(left, complex):
        return same(left.real, right.real) and same(left.imag, right.imag)
    return left == right


@settings(max_examples=150, deadline=None)
@given(VALUES)
def test_every_value_comes_back_the_same(value):
    try:
        header, body = parts({"v": value})
    except EncodeError:
        return
    assert same(value, unpack(header, body)["v"])


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.binary(max_size=64))
def test_any_bytes_as_a_frame_raise_only_the_protocol_s_error(header, body):
    try:
        unpack(header, bytearray(body))
    except ProtocolError:
        return


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=6)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(
                ["$a", "$t", "$n", "$T", "$d", "$b", "$u", "$i", "$f", "$c", "$o", "$v"]
            ),
            inner,
            min_size=1,
            max_size=1,
        ),
        st.tuples(
            st.sampled_from(["float32", "bool", "bfloat16", "object"]),
            st.lists(st.integers(-1, 2**40), max_size=10),
            st.lists(st.integers(-1, 3), max_size=3),
        ).map(lambda content: {"$a": list(content)}),
    ),
    max_leaves=10,
)


@settings(max_examples=400, deadline=None)
@given(JSON, st.binary(max_size=64))
def test_any_tree_of_markers_raises_only_the_protocol_s_error(tree, body):
    header = json.dumps({"v": tree}).encode()
    try:
        unpack(header, bytearray(body), Known())
    except ProtocolError:
        return


@pytest.mark.parametrize(
    "header",
    [
        b'{"v": NaN}',
        b'{"v": Infinity}',
        b'{"v": 1e999}',
        b'{"v": 1, "v": 2}',
        b'{"v": {"$a": ["float32", [3], []]}}',
        b'{"v": {"$a": ["object", [0], []]}}',
        b'{"v": {"$a": ["float32", [1099511627776, 1099511627776], []]}}',
        b'{"v": {"$a": ["float32", [0, -1], []]}}',
        b'{"v": {"$a": ["float32", [1.0], []]}}',
        b'{"v": {"$a": ["float32", [true], []]}}',
        b'{"v": {"$a": ["uint8", [0,0,0,0,0,0,0,0,0], []]}}',
        b'{"v": {"$a": ["uint8", [1, 1], [0, 0]]}}',
        b'{"v": {"$b": -1}}',
        b'{"v": {"$b": true}}',
        b'{"v": {"$i": 3}}',
        b'{"v": {"$f": "1.5"}}',
        b'{"v": {"$v": "name"}}',
        b'{"v": {"$d": [[1, 1], [1, 2]]}}',
        b'{"v": {"$d": [[[], 1]]}}',
        b'{"v": {"$t": "text"}}',
        b'{"v": {"$z": 1}}',
        b'{"v": {"$a": [], "b": 1}}',
        b'{"v": {"$o": ["evil", "", null, ""]}}',
        b"[1]",
        b"{" * 1000,
        b"[" * 100_000,
        b'{"v": ' + b"[" * 17 + b"]" * 17 + b"}",
        b'{"v": ' + b"9" * 5000 + b"}",
        b"\xff",
        b"",
    ],
    ids=lambda header: header[:24].decode("latin-1"),
)
def test_a_malformed_header_is_refused(header):
    with pytest.raises(ProtocolError):
        unpack(header, bytearray(8))


def test_a_body_that_the_header_does_not_name_is_refused():
    with pytest.raises(ProtocolError, match="longer"):
        unpack(b'{"v": 1}', bytearray(16))


def test_a_bool_array_holds_only_zeros_and_ones():
    array = unpack(b'{"v": {"$a": ["bool", [4], []]}}', bytearray(b"\x00\x01\x02\xff" + bytes(12)))
    assert array["v"].view(np.uint8).tolist() == [0, 1, 1, 1]


@pytest.mark.parametrize("sizes", [(MAX_HEADER + 1, 0), (0, MAX_BODY + 1), (2**32 - 1, 2**64 - 1)])
def test_a_frame_over_its_bounds_is_refused_before_it_is_read(sizes):
    with pytest.raises(ProtocolError, match="larger"):
        lengths(struct.pack("<4sIQ", MAGIC, *sizes))


def test_what_cannot_be_sent_is_refused_by_the_sender():
    endless = []
    endless.append(endless)
    for value in (endless, np.zeros(MAX_BODY // 8 + 1), list(range(10**6)), np.zeros((1,) * 9)):
        with pytest.raises(EncodeError):
            pack({"v": value})
    expanded = np.broadcast_to(np.float64(1), (10**6, 10**6))
    with pytest.raises(EncodeError):
        pack({"v": expanded})


def test_a_reference_is_resolved_where_names_are_known_and_refused_elsewhere():
    header, body = parts({"v": [Reference("f")]})
    assert unpack(header, body, Known())["v"] == [3]
    with pytest.raises(ProtocolError):
        unpack(header, body)
    with pytest.raises(ProtocolError):
        unpack(header, body, Links())


@contextmanager
def channel(keep=1 << 16, flood=1 << 20):
    """A grader's channel and the worker's ends of its pipes: request, response, output."""
    pipes = [os.pipe() for _ in range(3)]
    (request, request_in), (response_out, response), (output_out, output) = pipes
    for fd in (request_in, response_out, output_out):
        os.set_blocking(fd, False)
    made = Channel(request_in, response_out, Output(output_out, keep, flood))
    theirs = [request, response, output]
    try:
        yield made, theirs
    finally:
        made.close()
        for fd in theirs:
            os.close(fd)


def soon(seconds=0.2):
    return time.monotonic() + seconds


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200), st.booleans())
def test_any_bytes_on_the_pipe_raise_only_typed_errors_in_time(data, close):
    with channel() as (grader, theirs):
        os.write(theirs[1], data)
        if close:
            os.close(theirs[1])
            theirs[1] = os.open(os.devnull, os.O_RDONLY)
        before = time.monotonic()
        with pytest.raises((ProtocolError, Closed, Late, Flood)):
            grader.receive(soon(0.02))
        assert time.monotonic() - before < 30


def test_a_frame_that_announces_much_and_sends_nothing_takes_no_more_than_the_bounds():
    with channel() as (grader, theirs):
        os.write(theirs[1], struct.pack("<4sIQ", MAGIC, 2, MAX_BODY) + b"{}")
        tracemalloc.start()
        with pytest.raises(Late):
            grader.receive(soon())
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < MAX_BODY + (2 << 20)


def test_a_worker_that_does_not_read_is_late():
    with channel() as (grader, _), pytest.raises(Late):
        grader.send(pack({"v": np.zeros(10**6)}), soon())


def test_a_frame_sent_unasked_is_found():
    with channel() as (grader, theirs):
        grader.quiet()
        os.write(theirs[1], b"x")
        with pytest.raises(ProtocolError, match="unasked"):
            grader.quiet()


def test_output_is_taken_while_waiting_and_a_flood_ends_it():
    with channel(keep=4, flood=50_000) as (grader, theirs):
        os.write(theirs[2], b"y" * 40_000)
        with pytest.raises(Late):
            grader.receive(soon(0.05))
        os.write(theirs[2], b"y" * 40_000)
        with pytest.raises(Flood):
            grader.receive(soon(0.05))


def test_the_rest_of_a_late_frame_is_still_read():
    frame = b"".join(bytes(part) for part in pack({"v": np.arange(5)}))
    with channel() as (grader, theirs):
        os.write(theirs[1], frame[:30])
        with pytest.raises(Late):
            grader.receive(soon(0.05))
        os.write(theirs[1], frame[30:])
        assert grader.receive(soon())["v"].tolist() == [0, 1, 2, 3, 4]


def test_a_grader_imports_torch_when_it_reads_the_first_tensor():
    code = (
        "import sys\n"
        "from autograder.isolation.wire.protocol import unpack\n"
        "print('torch' in sys.modules)\n"
        'v = unpack(b\'{"v": {"$T": ["float32", [2], [], false]}}\', bytearray(16))[\'v\']\n'
        "print(type(v).__name__, 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "Tensor", "True"]
