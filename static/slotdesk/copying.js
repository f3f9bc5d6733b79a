// A button beside an id puts it on the clipboard and says so; where a browser allows that to no script, the id is selected.
// Without script, or without a clipboard, the buttons stay away: the style shows them only under data-copies.
(() => {
  if (!navigator.clipboard) return;
  document.documentElement.dataset.copies = "";
  const told = document.createElement("div");
  told.className = "sd-hidden";
  told.setAttribute("role", "status");

  const tell = (button, word, sentence) => {
    const label = button.dataset.label || button.textContent;
    button.dataset.label = label;
    button.textContent = word;
    told.textContent = sentence;
    window.clearTimeout(Number(button.dataset.timer));
    button.dataset.timer = window.setTimeout(() => {
      button.textContent = label;
      told.textContent = "";
    }, 3000);
  };

  document.addEventListener("DOMContentLoaded", () => document.body.append(told));
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      tell(button, "Copied", `Copied: request id ${button.dataset.copy}`);
    } catch {
      window.getSelection().selectAllChildren(button.parentElement.querySelector("code"));
      tell(button, "Not copied: it is selected", "Not copied: the request id is selected");
    }
  });
})();
