/* Keep the worklist up to date without losing what is ticked, and move in it by keyboard. Without script, reload. */
(() => {
  const list = document.getElementById("worklist");
  if (!list) return;
  const typing = (one) => one.matches("select, textarea, input:not([type=checkbox])");
  // What is found again after a refresh: a link by its address, a tick by its row. Any other focus holds the refresh back.
  const mark = (one) => {
    if (one.matches("a[href]")) return `a[href="${one.getAttribute("href")}"]`;
    return one.matches("input[name=pk]") ? `input[name=pk][value="${one.value}"]` : "";
  };
  const busy = () => document.hidden || list.querySelector("details[open]")
    || (list.contains(document.activeElement) && !mark(document.activeElement));
  const ticked = () => [...list.querySelectorAll("input[name=pk]:checked")].map((box) => box.value);
  const look = async () => {
    if (!busy()) {
      try {
        const answer = await fetch(window.location.href, { headers: { "X-Slotdesk-Background": "yes" } });
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("worklist");
        if (answer.ok && !fresh) return;
        if (answer.ok && !busy()) {
          const kept = ticked();
          const focused = list.contains(document.activeElement) ? mark(document.activeElement) : "";
          // The same row may stand in two lanes: the place among its equals is kept too.
          const place = focused ? [...list.querySelectorAll(focused)].indexOf(document.activeElement) : 0;
          list.replaceChildren(...fresh.childNodes);
          kept.forEach((key) => {
            const box = list.querySelector(`input[name=pk][value="${key}"]`);
            if (box) box.checked = true;
          });
          if (focused) list.querySelectorAll(focused)[place]?.focus({ preventScroll: true });
        }
      } catch {
        // The server is not there at the moment: look again.
      }
    }
    window.setTimeout(look, 1000 * Number(list.dataset.worklist));
  };
  window.setTimeout(look, 1000 * Number(list.dataset.worklist));

  const move = (by) => {
    const rows = [...list.querySelectorAll("[data-row]")];
    const here = rows.findIndex((row) => row.contains(document.activeElement));
    const next = rows[here < 0 ? 0 : Math.min(Math.max(here + by, 0), rows.length - 1)];
    if (next) next.querySelector("a.sd-name").focus();
  };
  const press = (slug) => (row) => row.querySelector(`[data-does="${slug}"]`)?.click();
  const decline = (row) => {
    const details = row.querySelector("details");
    if (!details) return;
    details.open = true;
    details.querySelector("select").focus();
  };
  const keys = {
    c: press("confirm"), a: press("arrived"), n: press("no-show"), d: decline,
    x: (row) => row.querySelector("input[name=pk]")?.click(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target)) return;
    const row = document.activeElement.closest("[data-row]");
    if (event.key === "j" || event.key === "k") move(event.key === "j" ? 1 : -1);
    else if (row && Object.hasOwn(keys, event.key)) keys[event.key](row);
    else return;
    event.preventDefault();
  });
  list.dataset.keys = "on";
})();
