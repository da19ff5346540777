"""A tensor with several names in a network: in its exported program it has the first of them.

`torch.export` gives each name an input of its own and runs one of them. A layer that is an
attribute and also stands in an `nn.Sequential` would be held twice, and an optimizer that knows it
by its first name would train what is never run.
"""

import torch
from torch import nn
from torch.export import ExportedProgram


def join_shared(program: ExportedProgram, model: nn.Module) -> None:
    """Let every tensor of a program have one name.

    Args:
        program: What `torch.export` made of the model; it is changed.
        model: The model, whose names for one tensor tell which belong together.
    """
    first = _first_names(model)
    nodes = {node.name: node for node in program.graph.nodes if node.op == "placeholder"}
    inputs = {one.target: one for one in program.graph_signature.input_specs if one.target}
    for name, kept in first.items():
        twin, original = inputs.get(name), inputs.get(kept)
        if name == kept or twin is None or original is None:
            continue
        nodes[twin.arg.name].replace_all_uses_with(nodes[original.arg.name])
        program.graph.erase_node(nodes[twin.arg.name])
        program.graph_signature.input_specs.remove(twin)
        program.state_dict.pop(name, None)
        program.constants.pop(name, None)
    for result in program.graph_signature.output_specs:
        result.target = first.get(result.target or "", result.target)
    program.graph_module.recompile()


def _first_names(model: nn.Module) -> dict[str, str]:
    """The first name of each tensor, by each of its names."""
    every: list[tuple[str, torch.Tensor]] = [
        *model.named_parameters(remove_duplicate=False),
        *model.named_buffers(remove_duplicate=False),
    ]
    first: dict[int, str] = {}
    return {name: first.setdefault(id(tensor), name) for name, tensor in every}
