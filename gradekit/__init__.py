"""What every hand-out carries. It knows no course; NumPy is all that importing it needs.

For test cells:

- `gradekit.checks`: compare what a function returns with what it should, in words.
- `gradekit.probes`: ask what values alone cannot show, beside the code, wherever it runs.
- `gradekit.specs`, `gradekit.layers`: plain data that says what a probe is to build.
- `gradekit.training`: tasks that end in a trained network, judged level by level.

For notebooks:

- `gradekit.mcq`: multiple-choice questions; `gradekit.answers` keeps what was chosen.
- `gradekit.display`, `gradekit.style`: pictures with their summaries, one look for all figures.
- `gradekit.replay`: a lost point seen again, by one call.
- `gradekit.submit`: the last cell, which packs the zip; `gradekit.colab` for Google Colab.

Shared with the grader:

- `gradekit.outcome`: the one record of a call: value or exception, and what it changed.
- `gradekit.remote`: what can be asked of an object that lives in another process.
- `gradekit.libraries`, `gradekit.syntax`, `gradekit.threads`: small things that both sides need.
"""
