"""Options that can be clicked, and chosen with the keyboard alone; they record, and judge nothing.

The widget lives as long as the kernel does. What has to outlive it, the receipt, is an output of
its own beside it.
"""

from collections.abc import Callable
from typing import Any

import anywidget
import traitlets

from gradekit.notebook.keys import GUARD

_SCRIPT = (
    GUARD
    + """
function render({ model, el }) {
  const several = model.get("several");
  const set = document.createElement("fieldset");
  set.className = "gradekit-radios";
  const legend = document.createElement("legend");
  legend.textContent = model.get("legend");
  set.append(legend);
  const name = "gradekit-" + Math.random().toString(36).slice(2);
  const inputs = [];
  for (const [id, text] of model.get("options")) {
    const label = document.createElement("label");
    const input = document.createElement("input");
    input.type = several ? "checkbox" : "radio";
    input.name = name;
    input.value = id;
    const words = document.createElement("span");
    text.split(/`([^`]+)`/).forEach((part, place) => {
      const piece = document.createElement(place % 2 ? "code" : "span");
      piece.textContent = part;
      words.append(piece);
    });
    label.append(input, words);
    set.append(label);
    inputs.push(input);
  }
  const told = document.createElement("p");
  told.setAttribute("role", "status");
  set.append(told);
  let waiting = null;
  const show = () => {
    // What comes back from the kernel is older than what is being chosen.
    if (waiting !== null) return;
    for (const input of inputs) input.checked = model.get("choice").includes(input.value);
  };
  const tell = () => { told.textContent = model.get("status"); };
  set.addEventListener("change", () => {
    const chosen = inputs.filter((input) => input.checked).map((input) => input.value);
    // Arrow keys pass over options on their way: the one where they rest counts.
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      waiting = null;
      model.set("choice", chosen.sort().join(""));
      model.save_changes();
    }, 300);
  });
  model.on("change:choice", show);
  model.on("change:status", tell);
  show();
  tell();
  el.append(set);
  return guard(set);
}
export default { render };
"""
)
_STYLE = """
.gradekit-radios { border: 0; margin: 0; padding: 0; color: inherit; }
.gradekit-radios legend { font-weight: 600; padding: 0; margin-bottom: .3em; }
.gradekit-radios label { display: flex; gap: .6em; align-items: baseline; padding: .2em 0; }
.gradekit-radios label:hover { text-decoration: underline; cursor: pointer; }
.gradekit-radios input:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
.gradekit-radios p { margin: .4em 0 0; min-height: 1.4em; }
"""


class Radios(anywidget.AnyWidget):
    """A group of options.

    Attributes:
        legend: What is asked.
        options: Pairs of an option's id and its text, in the order in which they are shown.
        several: Whether more than one may be chosen.
        choice: Ids of what is chosen, in one text.
        status: What is said below.
    """

    _esm = _SCRIPT
    _css = _STYLE
    legend = traitlets.Unicode().tag(sync=True)
    options: Any = traitlets.List().tag(sync=True)
    several = traitlets.Bool().tag(sync=True)
    choice = traitlets.Unicode().tag(sync=True)
    status = traitlets.Unicode().tag(sync=True)


def radios(
    legend: str,
    options: list[tuple[str, str]],
    choice: str,
    *,
    several: bool,
    chosen: Callable[[str], str],
    status: str = "",
) -> Radios:
    """A group of options that tells what is chosen.

    Args:
        legend: What is asked.
        options: Pairs of id and text, in the order in which they are shown.
        choice: What is chosen at first; empty for nothing.
        several: Whether more than one may be chosen.
        chosen: Called with each new choice; returns what is said below.
        status: What is said below at first.
    """
    group = Radios(
        legend=legend,
        options=[list(pair) for pair in options],
        choice=choice,
        several=several,
        status=status,
    )

    def changed(change: dict[str, str]) -> None:
        if change["new"]:
            group.status = chosen(change["new"])

    group.observe(changed, names="choice")
    return group
