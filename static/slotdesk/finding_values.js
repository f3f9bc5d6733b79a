/* A box over the values of the builder's picker: it narrows them as one types, and the keyboard walks through what is left. */
(() => {
  "use strict";
  document.documentElement.dataset.finding = "";
  const groupsOf = (picker) => [...picker.querySelectorAll(":scope > details[data-order]")];
  const isShown = (one) => one.offsetParent !== null;
  const shown = (picker) => [...picker.querySelectorAll("[data-value] > button")].filter(isShown);
  const opened = new WeakMap();

  // What was open before the first word is open again after the last.
  function remember(picker) {
    if (!opened.has(picker)) opened.set(picker, groupsOf(picker).filter((one) => one.open));
  }
  function restore(picker) {
    for (const group of groupsOf(picker)) group.open = (opened.get(picker) || []).includes(group);
    opened.delete(picker);
  }

  function narrow(picker, text) {
    const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length) remember(picker);
    for (const group of groupsOf(picker)) {
      const title = group.querySelector("summary").textContent;
      const values = [...group.querySelectorAll("[data-value]")];
      for (const one of values) {
        const said = `${title} ${one.textContent}`.toLowerCase();
        one.hidden = !words.every((word) => said.includes(word));
      }
      group.toggleAttribute("data-unfit", values.length > 0 && values.every((one) => one.hidden));
      if (words.length) group.open = true;
    }
    if (!words.length && opened.has(picker)) restore(picker);
    const many = shown(picker).length;
    picker.querySelector("[data-picker-told]").textContent = !words.length ? "" : many === 1 ? "1 value fits." : many ? `${many} values fit.` : "No value fits.";
  }

  function walk(picker, from, step) {
    const places = [picker.querySelector("[data-find-value]"), ...shown(picker)];
    places[Math.max(0, Math.min(places.length - 1, places.indexOf(from) + step))].focus();
  }

  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-find-value]")) narrow(event.target.closest("[data-picker]"), event.target.value);
  });
  document.addEventListener("keydown", (event) => {
    const here = event.target.closest("[data-find-value], [data-value] > button");
    const picker = here?.closest("[data-picker]");
    if (!picker) return;
    const box = picker.querySelector("[data-find-value]");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") walk(picker, here, event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter" && here === box) shown(picker)[0]?.click();
    else if (event.key === "Escape" && box.value) {
      box.value = "";
      narrow(picker, "");
      box.focus();
    } else return;
    // The page's own keys would fold the picker away.
    event.preventDefault();
    event.stopPropagation();
  }, true);
})();
