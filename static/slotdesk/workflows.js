/* The builder without page loads: the same form and the same answers, put in place. Everything works without it. */
(() => {
  "use strict";
  const FINDING = "[data-find-kind], [data-find-value]";
  const LEAVES = ["save", "activate", "test"];
  let form = document.getElementById("builder");
  if (!form) return;
  let caret = null;
  let asking = 0;
  let under = Promise.resolve();
  let dirty = false;

  const verb = (button) => (button && button.name === "do" ? button.value.split("|")[0] : "");

  /* One request at a time. What a button does is always sent; a check that something overtook is not. */
  function queued(value, isWanted) {
    const sent = under.then(() => (isWanted() ? post(value) : null));
    under = sent.catch(() => null);
    return sent;
  }

  async function post(value) {
    const data = new FormData(form);
    data.set("do", value);
    const answer = await fetch(form.action, { method: "POST", body: data, credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("builder");
    if (!fresh) throw new Error(answer.redirected || answer.status === 403 ? "You are not signed in any more, or may not do this." : "The console did not answer as it should.");
    return fresh;
  }

  /* The page is left only for a console that answers. */
  const leave = (value) => queued("check", () => true).then(() => submitForReal(value), tell);

  function submitForReal(value) {
    dirty = false;
    const hidden = document.createElement("input");
    hidden.type = "hidden";
    hidden.name = "do";
    hidden.value = value;
    form.append(hidden);
    form.submit();
  }

  /* Nothing that was typed is lost: the form stays, and can be sent again, such as after signing in on another page. */
  function tell(error) {
    form.inert = false;
    form.removeAttribute("aria-busy");
    const why = error instanceof TypeError ? "The console cannot be reached." : error.message;
    form.querySelector("[data-told]").textContent = `${why} What you typed is still here: try again.`;
    return null;
  }

  async function replaceWith(value) {
    asking += 1;
    form.setAttribute("aria-busy", "true");
    form.inert = true;
    const fresh = await queued(value, () => true).catch(tell);
    if (!fresh) return;
    const picker = openGroups();
    const isOpen = form.querySelector("[data-picker]").open;
    form.replaceWith(fresh);
    form = fresh;
    dirty = form.hasAttribute("data-unsaved");
    begin();
    reopen(picker);
    form.querySelector("[data-picker]").open = isOpen;
    focusOn(form.dataset.focus, value);
  }

  function focusOn(id, value) {
    const place = id && document.getElementById(id);
    if (!place) return;
    const moved = ["up", "down"].includes(value.split("|")[0]);
    const again = moved && place.querySelector(`[name=do][value^="${value.split("|")[0]}|"]:not([disabled])`);
    const inner = place.querySelector("[data-mapped], select");
    (again || (value.startsWith("add") && inner) || place).focus({ preventScroll: true });
    place.scrollIntoView({ block: "nearest" });
  }

  const openGroups = () => new Set([...form.querySelectorAll("[data-picker] > details[open] > summary")].map((one) => one.textContent));
  const reopen = (titles) => {
    for (const one of form.querySelectorAll("[data-picker] > details")) one.open = titles.has(one.querySelector("summary").textContent);
  };

  /* What is wrong is asked for again when a field is left; only the sentences are put in place, never the fields. */
  async function check() {
    const mine = ++asking;
    const fresh = await queued("check", () => mine === asking).catch(() => null);
    if (!fresh || mine !== asking) return;
    for (const place of form.querySelectorAll("[data-live]")) {
      const now = fresh.querySelector(`[data-live="${CSS.escape(place.dataset.live)}"]`);
      if (now) place.replaceChildren(...now.childNodes);
    }
  }

  function insert(path) {
    const field = caret && form.contains(caret) ? caret : null;
    const told = form.querySelector("[data-picker-told]");
    const text = `{{ ${path} }}`;
    if (!field) {
      told.textContent = "Put the cursor into a field first.";
      return;
    }
    if (field.closest("details:not([open])")) field.closest("details").open = true;
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.focus();
    dirty = true;
    told.textContent = `${path} was put in.`;
    check();
  }

  function drag(list) {
    let moved = null;
    for (const card of list.children) {
      const handle = card.querySelector(":scope > .wf-card__head > .wf-handle");
      handle.hidden = false;
      handle.addEventListener("mousedown", () => { card.draggable = true; });
      handle.addEventListener("mouseup", () => { card.draggable = false; });
      card.addEventListener("dragstart", (event) => {
        if (event.target !== card) return;
        moved = card;
        card.classList.add("wf-card--dragged");
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", card.id);
      });
      card.addEventListener("dragend", () => {
        card.draggable = false;
        card.classList.remove("wf-card--dragged");
        if (moved) replaceWith("check");
        moved = null;
      });
    }
    list.addEventListener("dragover", (event) => {
      if (!moved) return;
      event.preventDefault();
      const over = [...list.children].find((card) => card !== moved && event.clientY < card.getBoundingClientRect().bottom);
      const half = over && over.getBoundingClientRect();
      if (over) list.insertBefore(moved, event.clientY < half.top + half.height / 2 ? over : over.nextSibling);
      else list.append(moved);
    });
  }

  function findKinds(field) {
    field.hidden = false;
    field.addEventListener("input", () => {
      const words = field.value.trim().toLowerCase();
      for (const group of field.parentElement.querySelectorAll(".wf-kinds__group")) {
        for (const kind of group.querySelectorAll(".wf-kind")) kind.hidden = !`${kind.textContent} ${kind.title}`.toLowerCase().includes(words);
        group.hidden = !group.querySelector(".wf-kind:not([hidden])");
      }
    });
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      field.parentElement.querySelector(".wf-kind:not([hidden])")?.click();
    });
  }

  function offerEarlier(field) {
    const card = field.closest("[data-order]");
    const order = card ? Number(card.dataset.order) : 1;
    for (const group of form.querySelectorAll("[data-picker] > details[data-order]")) group.hidden = Number(group.dataset.order) >= order && group.dataset.order !== "0";
  }

  function makeDrawer() {
    if (!matchMedia("(max-width: 1100px)").matches) return;
    form.querySelector(".wf-side").classList.add("wf-side--drawer");
    form.querySelector("[data-picker]").open = false;
  }

  function begin() {
    makeDrawer();
    form.querySelectorAll("[data-sortable]").forEach(drag);
    form.querySelectorAll("[data-find-kind]").forEach(findKinds);
    form.addEventListener("submit", (event) => {
      const button = event.submitter;
      event.preventDefault();
      if (!LEAVES.includes(verb(button))) replaceWith(button ? button.value : "check");
      else leave(button.value);
    });
    form.addEventListener("focusin", (event) => {
      if (!event.target.matches("[data-mapped]")) return;
      caret = event.target;
      offerEarlier(caret);
    });
    form.addEventListener("input", (event) => { dirty ||= !event.target.matches(FINDING); });
    form.addEventListener("change", (event) => {
      if (event.target.matches(FINDING)) return;
      dirty = true;
      if (event.target.matches("[data-refresh]")) replaceWith("check");
      else check();
    });
    form.addEventListener("click", (event) => {
      const value = event.target.closest("[data-insert]");
      if (value) insert(value.dataset.insert);
    });
    form.addEventListener("toggle", (event) => {
      if (!event.target.matches(".wf-card__body")) return;
      event.target.parentElement.querySelector(":scope > [data-open]").value = event.target.open ? "1" : "";
    }, true);
  }

  addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.querySelectorAll(".wf-menu[open]").forEach((one) => { one.open = false; });
  });
  dirty = form.hasAttribute("data-unsaved");
  begin();
})();
