import io
import zipfile

from autograder.records import files


def make(draft, folder):
    """A zip with the solution and a member that climbs out."""
    buffer = io.BytesIO(draft.zip_bytes())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("../../../grades.csv", "student,total\nzip_slip,26\n")
    files.write_bytes(folder / "a1_convolution_2026_10_12T18_00_00_250000.zip", buffer.getvalue())
