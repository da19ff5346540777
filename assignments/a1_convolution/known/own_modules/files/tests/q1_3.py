from otter.test_files import test_case

OK_FORMAT = False
name = "q1_3"
points = 3


@test_case(points=3, hidden=False)
def test_nothing():
    pass
