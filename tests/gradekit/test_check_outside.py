"""Outside of a running notebook, as in a grader's worker, `check` does nothing at all."""

from gradekit.notebook import begin, check


def test_nothing_is_checked_and_nothing_said(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    grader = begin("tables")
    check("t1")
    grader.check("t1")
    grader.check_all()
    grader.export(pdf=False)
    assert capsys.readouterr().out == ""
    assert not list(tmp_path.iterdir())
