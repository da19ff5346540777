"""Untrusted exported programs: read as data here, so that opening one elsewhere runs no code.

`torch.export.load` unpickles, evaluates expressions and guards, and looks operations up by name
wherever in torch they are. So a program is opened, in a sandbox at that, only if it holds nothing
but plain tensors and operations on tensors. What is passed on is an archive made anew, so that no
other reader can find something else in it.
"""

import io
import json
import re
import zipfile
from typing import Any

ENTRIES = 5000

_FILES = re.compile(
    r"(data/weights/weight_\d+|data/constants/tensor_\d+|data/weights/model_weights_config\.json"
    r"|data/constants/model_constants_config\.json|data/sample_inputs/model\.pt|models/model\.json"
    r"|archive_format|archive_version|byteorder|\.data/version|\.data/serialization_id)"
)
"""Files of a program. `data/sample_inputs` is a pickle, which is opened as tensors only."""

_CONFIGS = ("data/weights/model_weights_config.json", "data/constants/model_constants_config.json")

_TARGET = re.compile(
    r"torch\.ops\.aten\.(?!from_file\b)\w+\.\w+"
    r"|torch\.ops\.higher_order\.wrap_with_set_grad_enabled|torch\.sym_\w+"
    r"|_operator\.(getitem|add|sub|mul|floordiv|truediv|mod|pow|neg|eq|ne|lt|le|gt|ge)"
)
"""Operations that a network may be made of: on tensors and sizes. `from_file` would read files."""

_WORD = (
    r"(?:[su]\d++|\d++|Symbol|Integer|Add|Mul|Mod|FloorDiv|CleanDiv|Max|Min"
    r"|positive|integer|True|False)"
)
_EXPRESSION = re.compile(rf"(?:{_WORD}|'[su]\d++'|[ ()+*/,=-])++")
"""Sizes of batches; sympy evaluates them, so that a name may be no other.

Possessive: a long one that is refused is not split in every way first.
"""


class ProgramRefused(ValueError):  # noqa: N818  (says what happened)
    """A program that is not opened; the message says why."""


def checked(program: bytes) -> bytes:
    """A program that holds nothing but tensors and operations on them, as an archive made anew.

    Args:
        program: What came from a worker with student code.

    Raises:
        ProgramRefused: If it holds anything else.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(program)) as archive:
            files = _files(archive, len(program))
        for name in _CONFIGS:
            entries = json.loads(files[name])["config"].values()
            if any(entry["use_pickle"] is not False for entry in entries):
                raise ProgramRefused("the program holds pickled tensors")
        _check(json.loads(files["models/model.json"]))
    except ProgramRefused:
        raise
    except (zipfile.BadZipFile, ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        raise ProgramRefused("no program that can be read came back") from error
    except (RecursionError, NotImplementedError, EOFError) as error:
        raise ProgramRefused("the program is too deep to be read") from error
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            # Without the time of day: the same program stays the same.
            archive.writestr(zipfile.ZipInfo(f"archive/{name}"), content)
    return buffer.getvalue()


def _files(archive: zipfile.ZipFile, size: int) -> dict[str, bytes]:
    entries = archive.infolist()
    stored = all(entry.compress_type == zipfile.ZIP_STORED for entry in entries)
    if len(entries) > ENTRIES or not stored or sum(entry.file_size for entry in entries) > size:
        raise ProgramRefused("the program is larger than it looks")
    files = {entry.filename.partition("/")[2]: archive.read(entry) for entry in entries}
    if len(files) < len(entries):
        raise ProgramRefused("the program holds a file twice")
    odd = [name for name in files if not _FILES.fullmatch(name)]
    if odd:
        raise ProgramRefused(f"the program holds {odd[0][:60]!r}")
    return files


def _check(value: Any) -> None:
    """Go through all of the description of a program's graph."""
    if isinstance(value, list):
        for item in value:
            _check(item)
    if not isinstance(value, dict):
        return
    for key, item in value.items():
        if key == "target" and isinstance(item, str) and not _TARGET.fullmatch(item):
            raise ProgramRefused(f"the program calls {item[:60]!r}")
        if key == "expr_str" and not (isinstance(item, str) and _EXPRESSION.fullmatch(item)):
            raise ProgramRefused("the program holds an expression that is not a size")
        if key in ("guards_code", "custom_obj_values") and item:
            raise ProgramRefused(f"the program holds {key}")
        _check(item)
