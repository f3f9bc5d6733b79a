// Load the page again while it waits for something, but never under a file that somebody has chosen.
const waiting = document.querySelector("[data-reload-seconds]");
if (waiting) {
  setInterval(() => {
    const chosen = [...document.querySelectorAll("input[type=file]")].some((input) => input.files.length);
    if (!chosen && !document.hidden) location.reload();
  }, Number(waiting.dataset.reloadSeconds) * 1000);
}
