"""Putting a new release in the old one's place: all of its folders, or none."""

import shutil
from collections.abc import Mapping
from pathlib import Path


def swap(targets: Mapping[Path, Path]) -> None:
    """Replace folders by new ones, all or none.

    Args:
        targets: New folder by the folder that it replaces. New ones may lie on another disk.

    Raises:
        OSError: If a folder cannot be written; then every old folder is back in its place.
    """
    ready: dict[Path, Path] = {}
    fresh: list[Path] = []
    try:
        for target, new in targets.items():
            _recover(target)
            target.parent.mkdir(parents=True, exist_ok=True)
            ready[target] = _beside(target, "new")
            shutil.rmtree(ready[target], ignore_errors=True)
            shutil.copytree(new, ready[target])
        for target, new in ready.items():
            if target.exists():
                target.replace(_beside(target, "old"))
            else:
                fresh.append(target)
            new.replace(target)
    except BaseException:
        for target in reversed(ready):
            if target in fresh or _beside(target, "old").exists():
                shutil.rmtree(target, ignore_errors=True)
            _recover(target)
        for new in ready.values():
            shutil.rmtree(new, ignore_errors=True)
        raise
    for target in targets:
        shutil.rmtree(_beside(target, "old"), ignore_errors=True)


def _beside(target: Path, what: str) -> Path:
    return target.with_name(f".{target.name}.{what}")


def _recover(target: Path) -> None:
    """Put back what a swap that was cut off has set aside."""
    old = _beside(target, "old")
    if old.exists() and not target.exists():
        old.replace(target)
    shutil.rmtree(old, ignore_errors=True)
