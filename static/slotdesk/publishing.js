// The progress of a run renews itself; without this script, reloading the page does the same.
(() => {
  const EVERY_MS = 2000;
  const part = () => document.getElementById("sd-progress");

  const isTouched = () => [...document.querySelectorAll("#questions input")].some(
    (input) => (input.type === "radio" ? input.checked !== input.defaultChecked : input.type === "text" && input.value),
  );

  const renew = async () => {
    const before = part();
    if (!before || !before.dataset.live) return;
    try {
      const answer = await fetch(`${location.pathname}?part=progress`, { headers: { "X-Slotdesk-Background": "yes" } });
      if (answer.ok && !answer.redirected) {
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("sd-progress");
        if (fresh) before.replaceWith(fresh);
        if (fresh && fresh.dataset.state !== before.dataset.state && !isTouched()) return location.reload();
      }
    } catch {
      // The next look tries again.
    }
    setTimeout(renew, EVERY_MS);
  };

  if (part()) setTimeout(renew, EVERY_MS);

  for (const button of document.querySelectorAll("[data-sd-pick-all]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const boxes = [...button.closest("fieldset").querySelectorAll("input[type=checkbox]")];
      const all = boxes.every((box) => box.checked);
      for (const box of boxes) box.checked = !all;
    });
  }
})();
