"""`python -m gradekit` in the folder of a hand-out."""

import json

import pytest

from gradekit.__main__ import main
from gradekit.handout_facts import Handout, handout_text


@pytest.fixture
def folder(tmp_path, monkeypatch):
    facts = Handout(
        "t", "T", files=("questions.json", "kit/"), python="2.7", packages={"numpy": "1.0"}
    )
    (tmp_path / "handout.json").write_text(handout_text(facts))
    (tmp_path / "requirements.txt").write_text("numpy>=2\nno-such-package==1\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TABLES_DATA", str(tmp_path / "gone"))
    return tmp_path


def test_the_doctor_names_what_is_missing_and_how_to_get_it(folder, capsys):
    assert main(["doctor"]) == 1
    shown = capsys.readouterr().out
    assert "the grader has 2.7" in shown
    assert "x Not here: questions.json, kit/. Unzip the whole handout.zip again." in shown
    assert "x Not installed: no-such-package. Run `python -m pip install -r" in shown
    assert "numpy 2" in shown
    assert "(the grader: 1.0)" in shown
    assert "! TABLES_DATA names a folder that does not exist" in shown
    assert "Device: " in shown
    assert "GiB are free" in shown


def test_the_doctor_is_content_with_a_whole_hand_out(folder, capsys, monkeypatch):
    (folder / "questions.json").write_text("{}")
    (folder / "kit").mkdir()
    (folder / "requirements.txt").write_text("numpy>=2\n")
    monkeypatch.delenv("TABLES_DATA")
    assert main(["doctor"]) == 0
    shown = capsys.readouterr().out
    assert "Everything of t lies here." in shown
    assert "All 1 packages" in shown
    (folder / "handout.json").unlink()
    assert main(["doctor"]) == 0
    assert "Unzip the whole handout.zip" in capsys.readouterr().out


def test_a_preflight_in_a_shell_ends_with_1_where_something_is_wrong(folder, capsys):
    assert main(["preflight"]) == 1
    assert "Name the notebook; here are: none." in capsys.readouterr().out
    cell = {"cell_type": "code", "metadata": {}, "source": "1 / 0", "execution_count": None}
    (folder / "t.ipynb").write_text(json.dumps({"cells": [cell], "metadata": {}}))
    assert main(["preflight"]) == 1
    assert "x Cell 1 stops with ZeroDivisionError" in capsys.readouterr().out
