/* Comfort only: every page works without it. Keys: j/k next and previous, 1-9 points or rubric item,
   c comment, Ctrl+Enter or s save, / search, b blur, n/p next and previous student, ? what keys do. */
"use strict";
(() => {
  const typing = (target) =>
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
      (target.tagName === "INPUT" && !/^(checkbox|radio|submit|button)$/.test(target.type)));
  const cards = () => [...document.querySelectorAll("[data-card]")];
  const current = () => {
    const inside = document.activeElement && document.activeElement.closest("[data-card]");
    return inside || cards().find((card) => card.getBoundingClientRect().bottom > 80) || null;
  };
  const go = (step) => {
    const all = cards();
    const inside = document.activeElement && document.activeElement.closest("[data-card]");
    const at = all.indexOf(inside || current());
    const next = all[inside ? at + step : at];
    if (!next) { return; }
    next.focus();
    next.scrollIntoView({ block: "start" });
  };
  const click = (selector, root = document) => {
    const found = root && root.querySelector(selector);
    if (found) { found.click(); }
    return Boolean(found);
  };
  const actions = {
    j: () => go(1),
    k: () => go(-1),
    n: () => click("[data-key='n']"),
    p: () => click("[data-key='p']"),
    b: () => click("[data-key='b']"),
    "/": () => { const box = document.querySelector("[type='search']"); if (box) { box.focus(); } },
    "?": () => click("[data-key='?']"),
    c: () => { const box = current() && current().querySelector("textarea[data-key='c']"); if (box) { box.focus(); } },
    s: () => click("[data-key='s']", current()),
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const card = document.activeElement && document.activeElement.closest("[data-card]");
      if (click("[data-key='s']", card)) { event.preventDefault(); }
      return;
    }
    if (event.key === "Escape" && typing(event.target)) {
      const card = event.target.closest("[data-card]");
      (card || event.target).focus();
      event.target.blur();
      if (card) { card.focus(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) { return; }
    if (/^[0-9]$/.test(event.key)) {
      const card = current();
      if (card && click(`[data-digit='${event.key}']`, card)) { event.preventDefault(); }
      return;
    }
    if (actions[event.key]) {
      event.preventDefault();
      actions[event.key]();
    }
  });
  /* A form that was changed and is left asks once. */
  let changed = false;
  document.addEventListener("input", (event) => {
    changed = changed || Boolean(event.target.closest("form[method='post']"));
  });
  document.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) { event.preventDefault(); } });
  /* Where the last form sent us to. */
  const wanted = location.hash && document.getElementById(location.hash.slice(1));
  if (wanted && wanted.matches("[data-card]")) { wanted.focus(); }
})();
