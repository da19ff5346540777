"""A trained SimpleCNN to point at: a number of a map, what it has seen, and the products it is."""

import html
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from cnnkit.data import Images
from cnnkit.train import to_unit
from gradekit.display import in_notebook

_PAGE = Path(__file__).with_name("page.html")
_HEIGHT = 680


def open_network(model: nn.Module, images: Images) -> None:
    """Show the maps of a SimpleCNN, in a page of its own that needs no network connection.

    Point at a number of a map, or move with the arrow keys: the page frames its receptive field
    on the image and writes out the products that it is the sum of.

    Args:
        model: A SimpleCNN: `conv1` and `conv2` are 3x3 with padding 1, each with ReLU and pooling.
        images: A few images of 32x32 to choose from.
    """
    summary = (
        f"A page to explore with the mouse or the arrow keys: the maps of a network for "
        f"{len(images)} images, the receptive field of each number, and the products behind it."
    )
    if not in_notebook():
        print(summary)
        return
    from IPython.display import display  # only a notebook has it loaded

    # A frame of its own keeps the page's keys and colours apart from the notebook's.
    frame = (
        f"<iframe title='Inside SimpleCNN' style='width:100%;height:{_HEIGHT}px;border:0' "
        f"srcdoc='{html.escape(page(model, images))}'></iframe>"
    )
    display({"text/html": frame, "text/plain": summary}, raw=True)


def page(model: nn.Module, images: Images) -> str:
    """The page as HTML, with weights and images inside.

    Args:
        model: As in `open_network`.
        images: As in `open_network`.
    """
    weights = {name: value.detach().cpu() for name, value in model.state_dict().items()}
    x = to_unit(torch.from_numpy(np.array(images.images)))
    model.eval()
    with torch.no_grad():
        device = next(model.parameters()).device
        shares = model(x.to(device)).softmax(1).cpu()
    given = {
        "w1": _numbers(weights["conv1.weight"]),
        "b1": _numbers(weights["conv1.bias"]),
        "w2": _numbers(weights["conv2.weight"]),
        "b2": _numbers(weights["conv2.bias"]),
        "images": [
            {
                "label": f"{number}: {images.classes[int(label)]}",
                "pixels": _numbers(pixels),
                "says": f"The network says {images.classes[int(share.argmax())]} "
                f"({share.max():.0%}); it is: {images.classes[int(label)]}.",
            }
            for number, (label, pixels, share) in enumerate(
                zip(images.labels, x, shares, strict=True), 1
            )
        ],
    }
    # "</" would end the script.
    text = json.dumps(given, separators=(",", ":")).replace("</", "<\\/")
    return _PAGE.read_text(encoding="utf-8").replace("/*GIVEN*/null", text)


def _numbers(values: Tensor) -> Any:
    """Nested lists with five decimals: enough for what is shown with two."""
    return np.round(values.double().numpy(), 5).tolist()
