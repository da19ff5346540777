"""The page to point into a network, as a browser shows it."""

import re

import numpy as np
import pytest
import torch
from torch.nn import functional

from assignments.tests.test_inside import SimpleCNN
from cnnkit.data import load_shapes
from cnnkit.explorers.network import page
from tests.review.browser import CHROMIUM, needs_browser


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(0)
    return SimpleCNN().eval()


@needs_browser
def test_pointing_at_a_number_shows_its_field_and_the_sum_that_pytorch_computes(model, tmp_path):
    from playwright.sync_api import sync_playwright

    images = load_shapes(2, 0)
    (tmp_path / "page.html").write_text(page(model, images), encoding="utf-8")
    x = torch.from_numpy(np.array(images.images)).permute(0, 3, 1, 2) / 127.5 - 1
    first = model.conv1(x)
    second = model.conv2(functional.max_pool2d(first.relu(), 2))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        tab = browser.new_page()
        errors = []
        tab.on("pageerror", lambda error: errors.append(str(error)))
        tab.on(
            "request", lambda request: errors.append(request.url) if "http" in request.url else 0
        )
        tab.goto((tmp_path / "page.html").as_uri())

        def told():
            return tab.locator("#sum").inner_text(), tab.locator("#seen").inner_text()

        def together():
            number = re.search(r"together (\S+)\.( |$)", told()[0])[1]
            return float(number.replace("\u2212", "-"))

        assert together() == pytest.approx(first[0, 0, 16, 16].item(), abs=0.006)
        tab.locator("#map").focus()
        tab.keyboard.press("ArrowDown")
        tab.keyboard.press("ArrowRight")
        assert told()[0].startswith("Row 17, column 17: 27 products")
        assert "3x3 pixels, rows 16 to 18, columns 16 to 18" in told()[1]
        tab.locator("#layer").select_option("conv2")
        tab.locator("#filter").select_option("5")
        tab.locator("#image").select_option("1")
        assert together() == pytest.approx(second[1, 5, 15, 15].item(), abs=0.006)
        box = tab.locator("#map").bounding_box()
        tab.mouse.move(box["x"] + 1, box["y"] + 1)
        assert told()[0].startswith("Row 0, column 0: 144 products")
        assert "8x8 pixels, rows 0 to 4" in told()[1]
        tab.locator("#layer").select_option("conv2, after ReLU and pooling")
        assert "the largest of four numbers" in told()[0]
        assert tab.locator("#map").get_attribute("aria-label").endswith("row 0, column 0")
        assert errors == []
        browser.close()


def test_fields_are_those_of_the_gradient(model):
    """Size, step and offset of the page's fields, held against which pixels move a number."""
    text = page(model, load_shapes(1, 0))
    fields = [
        tuple(map(int, found)) for found in re.findall(r"field: \[(\d+), (\d+), (-\d+)\]", text)
    ]
    x = torch.randn(1, 3, 32, 32, requires_grad=True)
    first = functional.avg_pool2d(functional.conv2d(x, torch.ones(1, 3, 3, 3), padding=1), 1)
    second = functional.conv2d(functional.avg_pool2d(first, 2), torch.ones(1, 1, 3, 3), padding=1)
    maps = [first, functional.avg_pool2d(first, 2), second, functional.avg_pool2d(second, 2)]
    for out, (size, step, offset) in zip(maps, fields, strict=True):
        (slope,) = torch.autograd.grad(out[0, 0, 3, 4], x, retain_graph=True)
        rows, columns = (np.flatnonzero(slope[0].abs().sum((0, axis))) for axis in (2, 1))
        assert (rows[0], rows[-1]) == (3 * step + offset, 3 * step + offset + size - 1)
        assert (columns[0], columns[-1]) == (4 * step + offset, 4 * step + offset + size - 1)
