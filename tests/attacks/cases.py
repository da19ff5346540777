"""The cases of the corpus that comes with the package."""

from autograder.attacks.tries import CORPUS, CorpusCase, read_corpus

CASES = read_corpus(CORPUS)
ATTACKS = [case for case in CASES if not case.honest]
HONEST = [case for case in CASES if case.honest]


def ids(case: CorpusCase) -> str:
    return case.name
