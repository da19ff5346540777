"""The kinds of slips: each takes a node of a syntax tree and says what text could stand there."""

import ast
from collections.abc import Callable, Iterator

from autograder.verify.places import NodePlace, Position, TextEdit


def changes(root: ast.AST, text: str, position: Position) -> Iterator[TextEdit]:
    """Every change that a slip could make below a node.

    Args:
        root: A function, a class or an assignment.
        text: The cell.
        position: Turns a line and a column of the tree into a position in the text.
    """
    left_out = _left_out(root)
    for node in ast.walk(root):
        if id(node) in left_out:
            continue
        place = NodePlace(node, text, position)
        for slip in _SLIPS.get(type(node), ()):
            yield from slip(place)


def _left_out(root: ast.AST) -> set[int]:
    """Docstrings, annotations and messages of exceptions: no slip there changes what code does."""
    found: set[int] = set()
    for node in ast.walk(root):
        hidden: list[ast.AST | None] = []
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            hidden.append(node.body[0])
        if isinstance(node, ast.FunctionDef):
            hidden.append(node.returns)
            every = (*node.args.args, *node.args.kwonlyargs, *node.args.posonlyargs)
            hidden += [argument.annotation for argument in every]
        if isinstance(node, ast.Raise):
            hidden += node.exc.args if isinstance(node.exc, ast.Call) else []
        if isinstance(node, ast.AnnAssign):
            hidden.append(node.annotation)
        for part in hidden:
            found |= {id(below) for below in ast.walk(part)} if part is not None else set()
    return found


def _terms(place: NodePlace) -> Iterator[TextEdit]:
    node = place.node
    assert isinstance(node, ast.BinOp)
    left, right = place.source(node.left), place.source(node.right)
    if isinstance(node.op, ast.Add | ast.Sub):
        yield place.put("term", node, left)
        yield place.put("term", node, f"({right})")
    other = _OTHER_OPERATOR.get(type(node.op))
    if other is not None:
        yield place.put("operator", node, f"({left} {other} {right})")


_OTHER_OPERATOR: dict[type[ast.operator], str] = {
    ast.Add: "-",
    ast.Sub: "+",
    ast.Mult: "+",
    ast.FloorDiv: "/",
    ast.Div: "*",
    ast.Mod: "//",
    ast.Pow: "*",
    ast.MatMult: "*",
}


def _negation(place: NodePlace) -> Iterator[TextEdit]:
    node = place.node
    assert isinstance(node, ast.UnaryOp)
    if isinstance(node.op, ast.Not | ast.USub):
        yield place.put("term", node, f"({place.source(node.operand)})")


def _borders(place: NodePlace) -> Iterator[TextEdit]:
    node = place.node
    assert isinstance(node, ast.Constant)
    if type(node.value) is int and abs(node.value) <= 64:
        yield place.put("border", node, str(node.value + 1))
        yield place.put("border", node, f"{node.value - 1}" if node.value > 0 else "(-1)")
    elif type(node.value) is float:
        yield place.put("border", node, repr(node.value / 2 if node.value else 1.0))
    elif type(node.value) is bool:
        yield place.put("flag", node, str(not node.value))


def _comparisons(place: NodePlace) -> Iterator[TextEdit]:
    node = place.node
    assert isinstance(node, ast.Compare)
    if len(node.ops) != 1 or type(node.ops[0]) not in _OTHER_COMPARISON:
        return
    left, right = place.source(node.left), place.source(node.comparators[0])
    for other in _OTHER_COMPARISON[type(node.ops[0])]:
        yield place.put("border", node, f"({left} {other} {right})")


_OTHER_COMPARISON: dict[type[ast.cmpop], tuple[str, ...]] = {
    ast.Lt: ("<=", ">"),
    ast.LtE: ("<", ">"),
    ast.Gt: (">=", "<"),
    ast.GtE: (">", "<"),
    ast.Eq: ("!=",),
    ast.NotEq: ("==",),
    ast.Is: ("is not",),
    ast.IsNot: ("is",),
    ast.In: ("not in",),
    ast.NotIn: ("in",),
}


def _both(place: NodePlace) -> Iterator[TextEdit]:
    node = place.node
    assert isinstance(node, ast.BoolOp)
    word = " or " if isinstance(node.op, ast.And) else " and "
    texts = [place.source(value) for value in node.values]
    yield place.put("logic", node, f"({word.join(texts)})")
    yield place.put("logic", node, f"({texts[0]})")


def _indices(place: NodePlace) -> Iterator[TextEdit]:
    node = place.node
    assert isinstance(node, ast.Subscript)
    value = place.source(node.value)
    if isinstance(node.slice, ast.Tuple) and len(node.slice.elts) >= 2:
        items = [place.source(item) for item in node.slice.elts]
        for first in {0, len(items) - 2}:
            swapped = [*items]
            swapped[first], swapped[first + 1] = swapped[first + 1], swapped[first]
            yield place.put("axis", node.slice, ", ".join(swapped))
        if any(isinstance(i, ast.Constant) and i.value is None for i in node.slice.elts):
            yield place.put("broadcast", node, value)
    if isinstance(node.slice, ast.Slice):
        yield place.put("slice", node, value)


def _calls(place: NodePlace) -> Iterator[TextEdit]:
    node = place.node
    assert isinstance(node, ast.Call)
    for keyword in node.keywords:
        axis = keyword.arg in ("axis", "dim")
        if axis and isinstance(keyword.value, ast.Constant) and type(keyword.value.value) is int:
            yield place.put("axis", keyword.value, str(1 - max(keyword.value.value, 0)))
        if keyword.arg == "keepdims":
            yield place.put("broadcast", keyword.value, "False")
    name = node.func.attr if isinstance(node.func, ast.Attribute) else None
    if isinstance(node.func, ast.Name):
        name = node.func.id
    for other in _OTHER_CALL.get(name or "", ()):
        whole = place.source(node.func)
        assert name is not None
        yield place.put("call", node.func, whole[: len(whole) - len(name)] + other)
    if len(node.args) >= 2 and not any(isinstance(a, ast.Starred) for a in node.args):
        first, second = place.source(node.args[0]), place.source(node.args[1])
        start, end = place.span(node.args[0])[0], place.span(node.args[1])[1]
        yield TextEdit("arguments", start, end, f"{second}, {first}")
    if name in (
        "astype",
        "double",
        "float",
        "detach",
        "clone",
        "copy",
        "contiguous",
    ) and isinstance(node.func, ast.Attribute):
        yield place.put("dtype", node, place.source(node.func.value))


_ON_THE_SIDE = ("astype", "double", "float", "detach", "clone", "copy", "contiguous")
"""Methods that change how a value is held: left out, a slip of its own."""

_OTHER_CALL: dict[str, tuple[str, ...]] = {
    "zeros": ("ones",),
    "ones": ("zeros",),
    "zeros_like": ("ones_like",),
    "max": ("min",),
    "min": ("max",),
    "maximum": ("minimum",),
    "amax": ("amin",),
    "argmax": ("argmin",),
    "mean": ("sum",),
    "sum": ("mean",),
    "var": ("std",),
    "sqrt": ("abs",),
    "exp": ("abs",),
    "floor": ("ceil",),
    "ceil": ("floor",),
    "train": ("eval",),
    "eval": ("train",),
    "int": ("float",),
    "all": ("any",),
    "any": ("all",),
    "ValueError": ("TypeError",),
    "ReLU": ("Sigmoid",),
    "relu": ("tanh",),
    "MaxPool2d": ("AvgPool2d",),
    "append": ("remove",),
}


def _types(place: NodePlace) -> Iterator[TextEdit]:
    node = place.node
    assert isinstance(node, ast.Attribute)
    other = {"float64": "float32", "float32": "float64", "int64": "int32", "double": "float"}
    if node.attr in other:
        yield place.put("dtype", node, f"{place.source(node.value)}.{other[node.attr]}")
    if node.attr == "T":
        yield place.put("axis", node, place.source(node.value))


def _conditions(place: NodePlace) -> Iterator[TextEdit]:
    node = place.node
    assert isinstance(node, ast.If | ast.IfExp)
    yield place.put("logic", node.test, "False")
    yield place.put("logic", node.test, "True")


def _defaults(place: NodePlace) -> Iterator[TextEdit]:
    node = place.node
    assert isinstance(node, ast.FunctionDef)
    for value in (*node.args.defaults, *(d for d in node.args.kw_defaults if d is not None)):
        if not isinstance(value, ast.Constant):
            continue
        if isinstance(value.value, bool):
            yield place.put("default", value, str(not value.value))
        elif isinstance(value.value, int):
            yield place.put("default", value, str(value.value + 1))


def _statements(place: NodePlace) -> Iterator[TextEdit]:
    """A statement that is left out: a call for its effect, a sum that goes on, a raise."""
    node = place.node
    if isinstance(node, ast.AugAssign):
        target, value = place.source(node.target), place.source(node.value)
        yield place.put("sum", node, f"{target} = {value}")
    yield place.put("statement", node, "pass")


def _loops(place: NodePlace) -> Iterator[TextEdit]:
    node = place.node
    assert isinstance(node, ast.For)
    last = node.body[-1]
    start, end = place.span(last)
    yield TextEdit("early end", start, end, f"{place.source(last)}\n{' ' * last.col_offset}break")


def _returns(place: NodePlace) -> Iterator[TextEdit]:
    node = place.node
    assert isinstance(node, ast.Return)
    if isinstance(node.value, ast.Tuple) and len(node.value.elts) >= 2:
        items = [place.source(item) for item in node.value.elts]
        yield place.put("order", node.value, ", ".join(reversed(items)))
        yield place.put("order", node.value, items[0])


_SLIPS: dict[type[ast.AST], tuple[Callable[[NodePlace], Iterator[TextEdit]], ...]] = {
    ast.BinOp: (_terms,),
    ast.UnaryOp: (_negation,),
    ast.Constant: (_borders,),
    ast.Compare: (_comparisons,),
    ast.BoolOp: (_both,),
    ast.Subscript: (_indices,),
    ast.Call: (_calls,),
    ast.Attribute: (_types,),
    ast.If: (_conditions,),
    ast.IfExp: (_conditions,),
    ast.FunctionDef: (_defaults,),
    ast.Expr: (_statements,),
    ast.AugAssign: (_statements,),
    ast.Raise: (_statements,),
    ast.For: (_loops,),
    ast.Return: (_returns,),
}
