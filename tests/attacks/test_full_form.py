"""The attack suite on the full form of the native engine, through the whole path."""

from collections.abc import Iterator

import pytest

from autograder.attacks.suite import Suite, open_suite
from autograder.attacks.tries import CORPUS, CorpusCase
from tests.attacks.cases import ATTACKS, HONEST, ids


@pytest.fixture(scope="module")
def full() -> Iterator[Suite]:
    with open_suite(CORPUS, "native") as suite:
        if suite.form != "full":
            pytest.skip("this machine gives no full form; the report says what is missing")
        yield suite


def test_the_corpus_covers_what_is_specified() -> None:
    assert len(ATTACKS) >= 120
    assert len(HONEST) >= 25
    assert {case.category for case in ATTACKS} == {
        *("answers", "archives", "covert", "files", "network", "notebook", "privilege"),
        *("processes", "resources", "shown"),
    }


@pytest.mark.parametrize("case", ATTACKS, ids=ids)
def test_the_full_form_contains(full: Suite, case: CorpusCase) -> None:
    verdict = full.run(case)
    assert verdict.escapes == ()
    assert verdict.surprises == ()


@pytest.mark.parametrize("case", HONEST, ids=ids)
def test_awkward_but_honest_work_keeps_every_point(full: Suite, case: CorpusCase) -> None:
    verdict = full.run(case)
    assert verdict.surprises == ()
    assert verdict.escapes == ()
