"""Benchmarks say what keeps them from measuring."""

import tempfile
from pathlib import Path

import pytest

from bench.isolation import refuse_temporary
from bench.report import ROOT


def test_a_checkout_below_the_temporary_folder_is_refused_in_a_sentence() -> None:
    with pytest.raises(SystemExit, match="run it from a checkout elsewhere"):
        refuse_temporary(Path(tempfile.gettempdir()) / "clone")


def test_any_other_checkout_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(ROOT / "build"))
    refuse_temporary(ROOT)
