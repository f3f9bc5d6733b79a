/* The calendar's cards, now-line and dragging; its keys are pressed by keys.js. Without script the links lead to pages that do the same. */
(() => {
  const bar = document.querySelector("[data-calendar]");
  if (!bar) return;

  const date = bar.querySelector("input[type=date]");
  if (date) date.addEventListener("change", () => date.value && date.form.requestSubmit());

  const grid = document.getElementById("calendar-grid");
  if (!grid) return;

  // Begin where the day is now.
  const scroller = grid.parentElement;
  const line = grid.querySelector("[data-now]");
  if (line) scroller.scrollTop = Math.max(line.offsetTop - scroller.clientHeight / 3, 0);

  const dialog = document.querySelector(".sd-cal-dialog");
  const open = async (link) => {
    try {
      const answer = await fetch(link.dataset.card, { headers: { "X-Slotdesk-Background": "yes" } });
      const card = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("card");
      if (!answer.ok || !card) throw new Error("no card");
      dialog.firstElementChild.replaceChildren(...card.childNodes);
      dialog.showModal();
    } catch {
      window.location.assign(link.href);
    }
  };
  grid.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-card]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    open(link);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });

  let moved = null;
  const takes = (event) => moved && event.target.closest?.(".sd-cal-target");
  grid.addEventListener("dragstart", (event) => {
    moved = event.target.closest("a[data-move]");
    if (!moved) return;
    // Nothing of an appointment leaves by a drag to another window.
    event.dataTransfer.clearData();
    event.dataTransfer.setData("text/plain", "");
    event.dataTransfer.effectAllowed = "move";
    grid.classList.add("sd-cal--moving");
    grid.querySelectorAll(`.sd-cal-free[data-place="${moved.dataset.place}"]`).forEach((slot) => {
      slot.classList.add("sd-cal-target");
    });
  });
  grid.addEventListener("dragover", (event) => {
    const slot = takes(event);
    grid.querySelectorAll(".sd-cal-over").forEach((one) => one !== slot && one.classList.remove("sd-cal-over"));
    if (!slot) return;
    event.preventDefault();
    slot.classList.add("sd-cal-over");
  });
  grid.addEventListener("drop", (event) => {
    const slot = takes(event);
    if (!slot) return;
    event.preventDefault();
    window.location.assign(`${moved.dataset.move}?to=${encodeURIComponent(slot.dataset.at)}`);
  });
  grid.addEventListener("dragend", () => {
    moved = null;
    grid.classList.remove("sd-cal--moving");
    grid.querySelectorAll(".sd-cal-target, .sd-cal-over").forEach((one) => one.classList.remove("sd-cal-target", "sd-cal-over"));
  });
})();
