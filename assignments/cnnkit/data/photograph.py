"""One photograph that is large enough to look at."""

from pathlib import Path

import numpy as np

PHOTOGRAPH = (
    "Chelsea the cat, photographed by Stéfan van der Walt and in the public domain (CC0); "
    "from scikit-image's sample images, cut to a square and scaled to 200x200 pixels."
)
"""What it shows, who took it, and under which licence."""


def photograph() -> np.ndarray:
    """The photograph, uint8 `(200, 200, 3)`; prints whose it is."""
    from PIL import Image  # comes with Matplotlib

    print(PHOTOGRAPH)
    return np.array(Image.open(Path(__file__).with_name("cat.png")))
