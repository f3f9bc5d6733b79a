/* Keep the worklist up to date in place: only what changed is touched, so that ticks, focus, an open form and the
   place on the page stay. It rests while it is hidden, while somebody types in it or presses. Without script, reload. */
(() => {
  const list = document.getElementById("worklist");
  if (!list) return;
  const every = 1000 * Number(list.dataset.worklist);
  let pressing = false;
  let timer;

  // What a reader sees of a part: without form tokens, running clocks and what the reader has opened.
  const told = (part) => {
    const copy = part.cloneNode(true);
    if (copy.matches("details")) copy.removeAttribute("open");
    copy.querySelectorAll("input[type=hidden]").forEach((one) => one.remove());
    copy.querySelectorAll("[data-clock]").forEach((one) => one.replaceChildren());
    copy.querySelectorAll("details[open]").forEach((one) => one.removeAttribute("open"));
    return copy.outerHTML;
  };
  const renewed = (old, fresh) => {
    for (const kind of ["input[type=hidden]", "[data-clock]"]) {
      const now = fresh.querySelectorAll(kind);
      old.querySelectorAll(kind).forEach((one, place) => {
        if (kind === "[data-clock]") one.textContent = now[place].textContent;
        else one.value = now[place]?.value ?? one.value;
      });
    }
    return old;
  };
  const named = (part) => part.id || part.dataset.row || `${part.tagName} ${part.className}`;
  const hasWords = (part) => [...part.childNodes].some((one) => one.nodeType === Node.TEXT_NODE && one.data.trim());
  const whole = (part) => part.matches("form, a, button, details, select") || !part.children.length || hasWords(part);
  const arrange = (parent, wanted) => {
    [...parent.childNodes].filter((one) => !wanted.includes(one)).forEach((one) => one.remove());
    wanted.forEach((one, place) => {
      if (parent.children[place] !== one) parent.insertBefore(one, parent.children[place] || null);
    });
  };
  const renew = (old, fresh) => {
    if ("keep" in old.dataset) return old;
    if (told(old) === told(fresh)) return renewed(old, fresh);
    if (whole(old) || whole(fresh)) return fresh;
    [...fresh.attributes].forEach(({ name, value }) => old.setAttribute(name, value));
    renewChildren(old, fresh);
    return old;
  };
  const renewChildren = (old, fresh) => {
    const left = [...old.children];
    arrange(old, [...fresh.children].map((one) => {
      const place = left.findIndex((other) => other.tagName === one.tagName && named(other) === named(one));
      return place < 0 ? one : renew(left.splice(place, 1)[0], one);
    }));
  };

  // Where somebody is, to be found again when that very place was renewed.
  const whereabouts = () => {
    const one = document.activeElement;
    const row = list.contains(one) ? one.closest("[data-row]") : null;
    if (!row) return () => undefined;
    const rows = [...list.querySelectorAll("[data-row]")];
    const [lane, place] = [row.closest("[data-lane]")?.id, rows.indexOf(row)];
    const what = one.dataset.key ? `[data-key="${one.dataset.key}"]` : "a.sd-name";
    return () => {
      if (list.contains(document.activeElement)) return;
      const again = list.querySelector(`#${lane} [data-row="${row.dataset.row}"]`);
      const next = again || [...list.querySelectorAll("[data-row]")][place];
      ((again && again.querySelector(what)) || next?.querySelector(".sd-name"))?.focus({ preventScroll: true });
    };
  };
  const order = () => [...list.querySelectorAll("[data-row]")].map((row) => row.dataset.row).join();
  // A line that has just slid under the pointer must not be hit by a click that was meant for another.
  const settle = () => {
    const acting = [...list.querySelectorAll(".sd-settling")];
    acting.forEach((one) => one.classList.remove("sd-settling"));
    void list.offsetWidth;
    acting.forEach((one) => one.classList.add("sd-settling"));
  };
  const show = (page) => {
    const fresh = page.getElementById("worklist");
    const before = order();
    const back = whereabouts();
    const ticked = [...list.querySelectorAll("input[name=pk]:checked")].map((box) => box.value);
    renewChildren(list, fresh);
    list.querySelectorAll("input[name=pk]").forEach((box) => { box.checked = ticked.includes(box.value); });
    if (order() !== before) settle();
    back();
    const [asOf, now] = [list, fresh].map((one) => one.querySelector("[data-as-of]"));
    if (asOf && now) asOf.replaceWith(now);
    document.querySelectorAll("[data-badge]").forEach((badge) => {
      const now = page.querySelector(`[data-badge="${badge.dataset.badge}"]`);
      if (now && now.innerHTML !== badge.innerHTML) badge.replaceChildren(...now.childNodes);
    });
  };

  const typing = () => list.contains(document.activeElement)
    && document.activeElement.matches("select, textarea, input:not([type=checkbox])");
  const busy = () => document.hidden || pressing || typing() || document.querySelector("dialog[open]");
  const late = () => {
    const words = list.querySelector("[data-as-of]");
    if (words && !("late" in words.dataset)) words.append(" · cannot be refreshed now");
    if (words) words.dataset.late = "yes";
  };
  const look = async () => {
    window.clearTimeout(timer);
    try {
      if (!busy()) {
        const answer = await fetch(window.location.href, { headers: { "X-Slotdesk-Background": "yes" } });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        // Signed out meanwhile: patients must not stay on the screen.
        if (answer.ok && !page.getElementById("worklist")) return window.location.reload();
        if (!answer.ok) late();
        else if (!busy()) show(page);
      }
    } catch {
      late();
    }
    timer = window.setTimeout(look, every);
    return undefined;
  };
  document.addEventListener("pointerdown", () => { pressing = true; });
  ["pointerup", "pointercancel"].forEach((end) => document.addEventListener(end, () => { pressing = false; }));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  document.addEventListener("slotdesk:refresh", look);
  timer = window.setTimeout(look, every);
})();
