"""Outside of a running notebook, as in a grader's worker, `check` does nothing at all."""

import IPython  # noqa: F401  # what the stand-in stands in for

from gradekit.display import in_notebook
from gradekit.notebook import begin, check
from gradekit.notebook.ran import history


def test_nothing_is_checked_and_nothing_said(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    grader = begin("tables")
    check("t1")
    grader.check("t1")
    grader.check_all()
    grader.export(pdf=False)
    assert capsys.readouterr().out == ""
    assert not list(tmp_path.iterdir())


def test_what_stands_in_for_a_shell_is_none(monkeypatch, capsys):
    """A grader's worker has such a stand-in: it answers to every name and is no notebook."""

    class Inert:
        def __getattr__(self, name):
            return self

        def __call__(self, *_, **__):
            return self

    monkeypatch.setattr("IPython.get_ipython", Inert())
    check("t1")
    assert not in_notebook()
    assert history() == []
    assert capsys.readouterr().out == ""
