"""A size as a pair. Of its own, as no answer from scratch may call the kit."""


def pair(value: int | tuple[int, int]) -> tuple[int, int]:
    """A number or a pair, as a pair."""
    return (value, value) if isinstance(value, int) else (int(value[0]), int(value[1]))
