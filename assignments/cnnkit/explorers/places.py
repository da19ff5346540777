"""Where windows lie: stride, padding and dilation on one axis, and how far a stack of them sees."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from cnnkit.explorers.controls import Slider, View, explore
from gradekit.display import show
from gradekit.layers import Layer
from gradekit.style import INK, PARTNER, QUIET, WINDOW, styled

_MOST = 12


def window_places(n: int = 8, k: int = 3, s: int = 2, p: int = 0, d: int = 1) -> None:
    """Windows on a row of pixels, with a slider for each of their settings.

    Args:
        n: Pixels.
        k: Weights of the window.
        s: Stride.
        p: Zeros of padding on each side.
        d: Dilation: pixels from one weight to the next.
    """
    sliders = [
        Slider("n, pixels", 1, _MOST, n),
        Slider("k, kernel", 1, 5, k),
        Slider("s, stride", 1, 4, s),
        Slider("p, padding", 0, 2, p),
        Slider("d, dilation", 1, 3, d),
    ]
    explore(windows_view, sliders)


def starts(n: int, k: int, s: int, p: int, d: int) -> list[int]:
    """Pixel on which the first weight of each window lies; those of the padding are negative."""
    return list(range(-p, n + p - d * (k - 1), s))


def windows_view(n: int, k: int, s: int, p: int, d: int) -> View:
    """What `window_places` shows: a row for the pixels, and one for each window under it.

    Args:
        n: Pixels.
        k: Weights of the window.
        s: Stride.
        p: Zeros of padding on each side.
        d: Dilation.
    """
    begins = starts(n, k, s, p, d)
    used = {begin + d * u for begin in begins for u in range(k)}
    unused = [pixel for pixel in range(n) if pixel not in used]
    with styled():
        figure = Figure(figsize=(8.4, 0.36 * (len(begins) + 2) + 0.5), layout="constrained")
        ax = figure.subplots()
        ax.set(xlim=(-3.6, _MOST + 2.1), ylim=(len(begins) + 1.2, -0.7), aspect="equal")
        ax.set_axis_off()
        for pixel in range(-p, n + p):
            inside = 0 <= pixel < n
            hatch = None if inside else "////"
            _cell(ax, pixel, 0, PARTNER if inside else "none", hatch=hatch)
            if pixel in unused:
                ax.text(pixel, 0, "\u00d7", ha="center", va="center", color="black", fontsize=13)
        ax.text(-p - 0.8, 0, "pixels", ha="right", va="center")
        for number, begin in enumerate(begins):
            row = number + 1.25
            ax.plot([begin, begin + d * (k - 1)], [row, row], color=WINDOW, linewidth=1)
            for u in range(k):
                _cell(ax, begin + d * u, row, WINDOW)
            ax.text(-p - 0.8, row, f"out[{number}]", ha="right", va="center", fontsize=9)
        ax.set_title(f"{len(begins)} windows" if len(begins) != 1 else "1 window")
    left = f"; never used: pixels {unused}" if unused and begins else ""
    return View(
        figure,
        f"{n} pixels, kernel {k}, stride {s}, padding {p}, dilation {d}: "
        f"{len(begins)} windows, starting at {begins}{left}. Padding is hatched, unused pixels "
        "carry a cross.",
    )


def _cell(ax: Axes, x: float, y: float, fill: str, hatch: str | None = None) -> None:
    corner = (x - 0.44, y - 0.44)
    ax.add_patch(Rectangle(corner, 0.88, 0.88, facecolor=fill, edgecolor=QUIET, hatch=hatch))


def field(layers: Sequence[Layer], title: str) -> None:
    """Show which numbers one number after a stack of windows depends on, layer by layer.

    Args:
        layers: Convolutions and poolings; other kinds are left out.
        title: Title of the picture.
    """
    figure, sizes = field_figure(layers, title)
    steps = ", then ".join(str(size) for size in reversed(sizes))
    show(figure, f"{title}: from the top down, one number depends on {steps} numbers in a row.")


def field_figure(layers: Sequence[Layer], title: str) -> tuple[Figure, list[int]]:
    """The figure that `field` shows, and how many numbers are seen of each row, pixels first.

    Args:
        layers: As in `field`.
        title: As in `field`.
    """
    stack = [layer for layer in layers if layer["kind"] in ("conv", "pool")]
    steps = [
        int(each.get("stride", each["kernel"] if each["kind"] == "pool" else 1)) for each in stack
    ]
    # Distance, in pixels, of neighbours in each row.
    widths = [1]
    for step in steps:
        widths.append(widths[-1] * step)
    seen = [[0.0]]  # places on the image, from the top row down
    links = []
    for layer, width in zip(reversed(stack), reversed(widths[:-1]), strict=True):
        reach = [(u - (layer["kernel"] - 1) / 2) * width for u in range(layer["kernel"])]
        links.append([(x, x + dx) for x in seen[-1] for dx in reach])
        seen.append(sorted({x + dx for x in seen[-1] for dx in reach}))
    names = ["pixels"] + [f"{each['kind']} {each['kernel']}x{each['kernel']}" for each in stack]
    with styled():
        figure = Figure(figsize=(7.6, 0.75 * len(seen) + 0.6), layout="constrained")
        ax = figure.subplots()
        ax.set_axis_off()
        for row, pairs in enumerate(links):
            for above, below in pairs:
                ax.plot([above, below], [-row, -row - 1], color=QUIET, linewidth=0.7, zorder=1)
        reach = max(abs(x) for x in seen[-1]) + 1
        for row, places in enumerate(seen):
            ax.scatter(places, [-row] * len(places), marker="s", s=46, color=WINDOW, zorder=2)
            label = f"{names[-1 - row]}: {len(places)}"
            ax.text(-reach - 0.6, -row, label, ha="right", va="center", color=INK)
        ax.set_xlim(-2.1 * reach - 1, reach)
        ax.set_title(title)
    return figure, [len(places) for places in reversed(seen)]
