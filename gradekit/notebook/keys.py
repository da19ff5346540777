"""Keys that are pressed on a control reach the control, and not the front-end's commands.

JupyterLab and Notebook take a plain `b`, `d d` or `0 0` for commands on the cell, whatever control
in its output has the focus. With Ctrl, Cmd or Alt they stay commands, so that Ctrl+S saves.
"""

from typing import Any

import anywidget
import traitlets

GUARD = """
function guard(frame, typed) {
  const guarded = "data-lm-suppress-shortcuts";
  const pressed = (event) => {
    const target = event.target;
    if (!(target instanceof Element) || !frame.contains(target)) return;
    const command = event.ctrlKey || event.metaKey || event.altKey
      || (event.key === "Enter" && event.shiftKey);
    // The front-end looks at the attribute of what has the focus, and nowhere else.
    target.toggleAttribute(guarded, !command);
    if (!command && typed && typed(event, target)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
  // At the window, for the front-end listens at the document before anything inside it.
  window.addEventListener("keydown", pressed, true);
  return () => window.removeEventListener("keydown", pressed, true);
}
"""
"""JavaScript: `guard(frame, typed)` keeps the keys of what lies in an element."""

FRAME = "gradekit-keys"
"""Class of the element whose keys are kept."""

_SCRIPT = f"""
{GUARD}
function render({{ model, el }}) {{
  let release = () => {{}};
  let waiting = null;
  const digit = (event, target) => {{
    // Digits that are typed into a slider's readout are meant for the slider.
    if (!model.get("digits") || target.isContentEditable) return false;
    const buttons = [...el.closest(".{FRAME}").querySelectorAll("button")];
    const meant = buttons.find((button) => /^[0-9]$/.test(event.key)
      && button.textContent.trim() === event.key);
    meant?.click();
    return Boolean(meant);
  }};
  // The label of a slider stands beside what can have the focus, and belongs to another element.
  const name = () => {{
    for (const handle of el.closest(".{FRAME}")?.querySelectorAll("[role=slider]") ?? []) {{
      const label = handle.closest(".widget-slider")?.querySelector(".widget-label");
      if (label) handle.setAttribute("aria-label", label.textContent);
    }}
  }};
  const watch = new MutationObserver(name);
  // A child is rendered before it stands in its frame.
  const begin = () => {{
    const frame = el.closest(".{FRAME}");
    if (!frame) {{
      waiting = setTimeout(begin, 20);
      return;
    }}
    release = guard(frame, digit);
    watch.observe(frame, {{ childList: true, subtree: true }});
    name();
  }};
  begin();
  return () => {{ clearTimeout(waiting); watch.disconnect(); release(); }};
}}
export default {{ render }};
"""


class Keys(anywidget.AnyWidget):
    """Invisible; keeps the keys of the frame that it stands in, and gives its sliders their names.

    Attributes:
        digits: Whether a digit presses the button that is labelled with it.
    """

    _esm = _SCRIPT
    digits = traitlets.Bool().tag(sync=True)


def keep(box: Any, *, digits: bool = False) -> Any:
    """Let a box of controls keep its keys.

    Args:
        box: A box of ipywidgets, which is the frame from now on.
        digits: Whether a digit presses the button that is labelled with it.

    Returns:
        The box.
    """
    box.children = (*box.children, Keys(digits=digits))
    box.add_class(FRAME)
    return box
