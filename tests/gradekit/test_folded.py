"""What is shown behind a line to open."""

import IPython.display
import pytest
from matplotlib.figure import Figure

from gradekit import display


def test_a_folded_figure_has_its_text_and_an_alternative_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown: list[dict[str, str]] = []
    monkeypatch.setattr(display, "in_notebook", lambda: True)
    monkeypatch.setattr(IPython.display, "display", lambda data, raw: shown.append(data))
    display.show_folded("Open <last>", Figure(), ["70.1 & 71.2 %", "recorded on a CPU"])
    (data,) = shown
    assert data["text/plain"] == "Open <last>\n70.1 & 71.2 %\nrecorded on a CPU"
    page = data["text/html"]
    assert page.startswith(
        "<details><summary><b>Open &lt;last&gt;</b></summary><img alt='70.1 &amp; 71.2 %'"
    )
    assert page.endswith("recorded on a CPU</p></details>")


def test_outside_a_notebook_nothing_is_folded(capsys: pytest.CaptureFixture[str]) -> None:
    display.show_folded("Open last", Figure(), ["70.1 %", "recorded on a CPU"])
    assert capsys.readouterr().out == "Open last\n70.1 %\nrecorded on a CPU\n"
