"""Everyday values on the wire: what is sent arrives, and no hostile parts get further than that."""

import datetime as dt
import json
import math
from collections import namedtuple
from decimal import Decimal
from fractions import Fraction
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.isolation.wire.bounds import EncodeError, ProtocolError
from autograder.isolation.wire.protocol import PREFIX, lengths, pack, unpack
from autograder.isolation.wire.rebuild import MAKERS

pd = pytest.importorskip("pandas")
sparse = pytest.importorskip("scipy.sparse")

DAYS = pd.date_range("2026-01-01", periods=3, freq="D")
Point = namedtuple("Point", "x y")


def crossed(value):
    """What arrives on the other side."""
    frame = b"".join(bytes(buffer) for buffer in pack({"v": value}))
    header, _ = lengths(frame[: PREFIX.size])
    split = PREFIX.size + header
    return unpack(frame[PREFIX.size : split], bytearray(frame[split:]))["v"]


PLAIN = [
    {1, "b", (2, 3)},
    frozenset({1.5}),
    set(),
    bytearray(b"ab"),
    dt.date(2026, 1, 2),
    dt.datetime(2026, 1, 2, 3, 4, 5, 6),
    dt.datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=dt.timezone(dt.timedelta(hours=1))),
    dt.time(23, 59, 1, 2),
    dt.timedelta(days=-1, microseconds=7),
    Decimal("1.50"),
    Decimal("-Infinity"),
    Fraction(-2, 3),
    range(9, 0, -2),
    range(0),
    slice(1, None, 2),
    PurePosixPath("data/heights.csv"),
    np.dtype("float32"),
    np.dtype("<U7"),
    torch.float16,
    torch.device("cpu"),
    np.str_("word"),
    np.datetime64("2026-01-02", "D"),
    np.timedelta64(3, "s"),
    [Point(1, [2])],
]


@pytest.mark.parametrize(
    "value", PLAIN, ids=[f"{type(value).__name__}-{n}" for n, value in enumerate(PLAIN)]
)
def test_everyday_values_arrive_equal_and_of_the_same_type(value):
    back = crossed(value)
    assert type(back) is type(value)
    assert back == value


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.one_of(
            *(st.dates(), st.datetimes(), st.times(), st.timedeltas(), st.fractions()),
            *(st.decimals(allow_nan=False), st.frozensets(st.integers() | st.text(), max_size=4)),
        ),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.dates(), inner, max_size=3),
        max_leaves=8,
    )
)
def test_whatever_is_made_of_them_arrives(value):
    assert crossed(value) == value


def test_a_zone_arrives_as_its_offset_and_the_moment_is_the_same():
    moment = dt.datetime(2026, 7, 1, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    back = crossed(moment)
    assert back == moment
    assert back.utcoffset() == dt.timedelta(hours=2)


ARRAYS = [
    np.array([["x", "yy"], ["", "ü"]]),
    np.array([b"x", b"yz"]),
    np.array(["2026-01-01", "NaT"], "datetime64[D]"),
    np.array([1, 2], "timedelta64[ms]"),
    np.array(["a", "b"], ">U3"),
    np.array([1, "a", None, {2}], dtype=object),
    np.array([[1, 2], [3]], dtype=object),
    np.array([(1, 2.0, "n")], [("a", "i4"), ("b", "f8"), ("c", "U2")]),
    np.empty((0, 3), "U5"),
]


@pytest.mark.parametrize("array", ARRAYS, ids=lambda a: str(a.dtype)[:12])
def test_arrays_of_texts_times_objects_and_fields_arrive(array):
    back = crossed(array)
    assert (back.shape, back.dtype) == (array.shape, array.dtype.newbyteorder("="))
    assert repr(back.tolist()) == repr(array.tolist())


TABLES = [
    pd.DataFrame({"a": [1, 2], "b": ["x", None], "c": [1.5, math.nan], "d": [True, False]}),
    pd.DataFrame({"v": [1, 2, 3]}, index=DAYS),
    pd.DataFrame({"v": [1, 2, 3, 4], "g": list("xxyy")}).groupby("g").agg(["mean", "sum"]),
    pd.DataFrame([[1, 2]], columns=["same", "same"]),
    pd.DataFrame(),
    pd.DataFrame(index=[1, 2]),
    pd.Series([1, 2, 3], name="n"),
    pd.Series(["a", "b", "a"], dtype="category"),
    pd.Series(pd.Categorical(["lo"], ["lo", "hi"], ordered=True)),
    pd.Series(DAYS.tz_localize("Europe/Berlin")),
    pd.Series([1, None], dtype="Int64"),
    pd.Series([True, None], dtype="boolean"),
    pd.Series(["a", None], dtype="string"),
    pd.Series([{1, 2}, [3]]),
    pd.Series(pd.period_range("2026-01", periods=2, freq="M")),
    pd.cut(pd.Series([1, 5, 9]), 3),
    pd.Series([1.5], index=pd.MultiIndex.from_tuples([(1, "a")], names=["p", "q"])),
    pd.Index(["a", "b"], name="n"),
    pd.RangeIndex(2, 9, 3),
    DAYS,
]


@pytest.mark.parametrize("table", TABLES, ids=lambda t: f"{type(t).__name__}-{len(t)}")
def test_tables_arrive_with_columns_index_names_and_kinds(table):
    equal = {
        pd.DataFrame: pd.testing.assert_frame_equal,
        pd.Series: pd.testing.assert_series_equal,
    }.get(type(table), pd.testing.assert_index_equal)
    equal(crossed(table), table)


@pytest.mark.parametrize(
    "value",
    [pd.Timestamp("2026-01-01", tz="UTC"), pd.Timedelta("1h"), pd.Interval(0, 1), pd.NaT, pd.NA],
    ids=str,
)
def test_numbers_out_of_a_table_arrive(value):
    back = crossed(value)
    assert back is value if value is pd.NaT or value is pd.NA else back == value


@pytest.mark.parametrize("form", ["csr", "csc", "coo", "lil"])
def test_sparse_matrices_arrive(form):
    matrix = sparse.random_array((5, 4), density=0.3, format=form, rng=0)
    back = crossed(matrix)
    assert (back.toarray() == matrix.toarray()).all()


def test_what_would_take_all_memory_to_look_at_is_not_sent():
    for value in (range(10**9), Decimal("1e999999"), Fraction(1, 2**70_000)):
        with pytest.raises(EncodeError):
            pack({"v": value})


def array(dtype, count, *order):
    return {"$a": [dtype, [count], list(order)]}


HOSTILE = [
    ["set", [1, 1]],
    ["set", [[]]],
    ["set", "text"],
    ["set", [{"$i": hex(n * (2**61 - 1))} for n in range(1, 300)]],
    ["date", 2026, 13, 1],
    ["date", 2026.0, 1, 1],
    ["date", True, 1, 1],
    ["datetime", [2026, 1, 1, 0, 0, 0, 0], 0, 10**15],
    ["datetime", [2026, 1, 1], 0, None],
    ["datetime", [2026, 1, 1, 0, 0, 0, 0], 7, None],
    ["time", [25, 0, 0, 0], 0, None],
    ["timedelta", 10**12, 0, 0],
    ["decimal", "1e999999999"],
    ["decimal", "one"],
    ["decimal", 3],
    ["fraction", 1, 0],
    ["fraction", 1.5, 2],
    ["fraction", 1, {"$i": hex(2**70_000)}],
    ["range", 0, 10**18, 1],
    ["range", 0, 10, 0],
    ["path", 3],
    ["bytearray", [1]],
    ["bytearray", 10**9],
    ["record", "P", ["x"], [1, 2]],
    ["record", "P", ["__class__"], [1]],
    ["record", "P", ["_asdict"], [1]],
    ["record", "P()", ["x"], [1]],
    ["record", "P", ["class"], [1]],
    ["record", "P", [f"x{n}" for n in range(65)], list(range(65))],
    ["objects", [2], [1]],
    ["objects", [10**6, 10**6], []],
    ["objects", [-1], []],
    ["fields", [2], ["a"], [array("int8", 4)]],
    ["fields", [4], ["a", "a"], [array("int8", 4), array("int8", 4)]],
    ["fields", [], [], []],
    ["array", "U1", [4], array("uint32", 4)],
    ["array", "U999999999", [0], array("uint32", 0)],
    ["array", "U1,O", [0], array("uint32", 0)],
    ["array", "O", [2], array("int64", 2)],
    ["array", "M8[parsec]", [2], array("int64", 2)],
    ["array", "M8[s]", [3], array("int64", 2)],
    ["array", "S1", [16], array("int64", 2)],
    ["scalar", "M8[s]", [2], array("int64", 2)],
    ["dtype", "O,O"],
    ["dtype", "float32; import os"],
    ["torch_dtype", "load"],
    ["torch_dtype", "__name__"],
    ["torch_device", "moon"],
    ["numbers", 3],
    ["category", array("int64", 2), ["a"], False],
    ["category", array("int64", 2), {"$k": ["range_index", 0, 1, 1, None]}, False],
    ["strings", "str", array("int64", 2), {"$b": 0}],
    ["strings", "object", array("int64", 2), "text"],
    ["strings", "evil", array("int64", 0), {"$b": 0}],
    ["masked", "Int64", array("int64", 2), array("bool", 1)],
    ["masked", "object", array("int64", 2), array("bool", 2)],
    ["zoned", array("int64", 2), "UTC"],
    ["zoned", {"$k": ["array", "M8[s]", [2], array("int64", 2)]}, "../../etc/passwd"],
    ["periods", array("int64", 2), "M; x"],
    ["intervals", 1, 2, "left"],
    ["index", {"$k": ["numbers", array("int64", 2)]}, None, "D"],
    ["index", 3, None, None],
    ["index", {"$k": ["numbers", array("int64", 2)]}, [], None],
    ["range_index", 0, 10**12, 1, None],
    ["multi_index", [{"$k": ["range_index", 0, 1, 1, None]}], [array("int64", 2)], [None]],
    ["series", {"$k": ["numbers", array("int64", 2)]}, {"$k": ["range_index", 0, 3, 1, None]}, ""],
    ["frame", {"$k": ["range_index", 0, 2, 1, None]}, {"$k": ["range_index", 0, 2, 1, None]}, []],
    ["frame", 1, 2, 3],
    ["stamp", 2**63, "ns", None],
    ["stamp", 0, "Y", None],
    ["stamp", 0, "s", "Mars/Olympus"],
    ["delta", "1", "s"],
    ["interval", "a", 1, "left"],
    ["period", 0, "M\n"],
    ["sparse", "csr", True, [2, 2], array("int64", 1), array("int64", 1), array("int8", 2)],
    ["sparse", "csr", True, [10**12, 1], array("int64", 0), array("int64", 0), array("int8", 0)],
    ["sparse", "dok", True, [2, 2], array("int64", 0), array("int64", 0), array("int8", 0)],
    ["callback", 0, "f"],
    ["callback", "0", "f"],
    ["imported", "os", "system"],
    ["iterated", [1, 2]],
    ["pickle", {"$b": 0}],
    [[], 1],
    [],
]


def needed(node):
    """Bytes of the body that a tree names: it is not for their number that it is refused."""
    if isinstance(node, list):
        return sum(map(needed, node))
    if not isinstance(node, dict):
        return 0
    ((key, content),) = node.items()
    if key == "$k":
        return needed(content)
    sizes = {"$a": lambda: content[1][0] * np.dtype(content[0]).itemsize, "$b": lambda: content}
    return -(-sizes[key]() // 16) * 16 if key in sizes else 0


@pytest.mark.parametrize("content", HOSTILE, ids=lambda c: json.dumps(c)[:40])
def test_hostile_parts_are_refused(content):
    header = json.dumps({"v": {"$k": content}}).encode()
    body = bytearray(b"\x07" * needed(content))
    with pytest.raises(ProtocolError):
        unpack(header, body)


def test_every_kind_has_a_hostile_case():
    tried = {content[0] for content in HOSTILE if content and isinstance(content[0], str)}
    assert set(MAKERS) - tried == {"frozenset", "slice", "nat", "na"}


def test_indices_out_of_a_sparse_matrix_never_reach_compiled_code():
    content = ["sparse", "csr", True, [2, 2], array("int64", 1), array("int64", 1)]
    header = json.dumps({"v": {"$k": [*content, array("int64", 1)]}}).encode()
    for row in (2, -1, 2**62):
        body = np.array([row, 0, 0, 0, 1, 0], np.int64).tobytes()
        with pytest.raises(ProtocolError):
            unpack(header, bytearray(body))


def test_keys_that_share_one_hash_are_refused_in_a_mapping_too():
    pairs = [[{"$i": hex(n * (2**61 - 1))}, 0] for n in range(1, 2000)]
    with pytest.raises(ProtocolError):
        unpack(json.dumps({"v": {"$d": pairs}}).encode(), bytearray())


NODES = st.recursive(
    st.one_of(
        *(st.none(), st.booleans(), st.integers(), st.text(max_size=4)),
        st.sampled_from([array("int64", 1), array("bool", 2), {"$b": 3}]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.tuples(st.sampled_from(sorted(MAKERS)), st.lists(inner, max_size=6)).map(
            lambda content: {"$k": [content[0], *content[1]]}
        ),
    ),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(NODES, st.binary(max_size=64))
def test_any_parts_of_any_kind_raise_only_the_protocol_s_error(tree, body):
    try:
        unpack(json.dumps({"v": tree}).encode(), bytearray(body))
    except ProtocolError:
        return
