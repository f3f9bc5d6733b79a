// A button beside an id puts it on the clipboard; where a browser allows no script that, the id can still be selected.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const said = button.textContent;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not copied: select it";
    }
    setTimeout(() => { button.textContent = said; }, 2000);
  });
}
