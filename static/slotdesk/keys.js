/* The keys of a page: j and k move among its lines ([data-row]); a key presses what carries it (data-key), first in the
   line that somebody is on, then on the page; "?" shows the table. Keys rest while somebody types. */
(() => {
  if (document.documentElement.dataset.keys) return;
  const typing = (one) => one.matches("select, textarea, input:not([type=checkbox]), [contenteditable]");
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const rowHere = () => document.activeElement.closest("[data-row]");
  const enter = (row) => row?.querySelector(".sd-name, a[href]")?.focus();
  const move = (by) => {
    const all = rows();
    const here = all.indexOf(rowHere());
    enter(all[here < 0 ? 0 : Math.min(Math.max(here + by, 0), all.length - 1)]);
  };
  const press = (one) => {
    if (one.matches("details")) {
      one.open = true;
      one.querySelector("select, input:not([type=hidden]), textarea")?.focus();
    } else if (one.matches("select, input:not([type=checkbox])")) one.focus();
    else if (one.matches("a[href^='#']")) {
      one.click();
      const lane = document.querySelector(one.getAttribute("href"));
      (lane?.querySelector(".sd-name") || lane)?.focus();
    } else one.click();
  };
  const shown = (one) => one.getClientRects().length > 0;
  const found = (key) => {
    const all = [...document.querySelectorAll("[data-key]")].filter((one) => one.dataset.key === key);
    const these = [...all.filter(shown), ...all.filter((one) => !shown(one))];
    const row = rowHere();
    return (row && these.find((one) => row.contains(one))) || these.find((one) => !one.closest("[data-row]"));
  };
  const leave = () => {
    const open = document.activeElement.closest("details[open]");
    if (!open) return false;
    open.open = false;
    open.querySelector("summary").focus();
    return true;
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" && leave()) return;
    if (typing(event.target)) return;
    // The arrows scroll what can be scrolled while it has the focus itself.
    if (event.key.startsWith("Arrow") && event.target.matches("[role=region][tabindex]")) return;
    if (event.key === "j" || event.key === "k") move(event.key === "j" ? 1 : -1);
    else {
      const one = found(event.key);
      if (!one) return;
      press(one);
    }
    event.preventDefault();
  });
  document.querySelectorAll("[data-opens]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => document.getElementById(button.dataset.opens).showModal());
  });
  document.querySelectorAll("dialog [data-closes]").forEach((button) => {
    button.addEventListener("click", () => button.closest("dialog").close());
  });
  document.documentElement.dataset.keys = "on";
})();
