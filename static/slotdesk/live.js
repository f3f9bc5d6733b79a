/* Bring a part of the page up to date by itself while something is going on; without script, reload the page. */
(() => {
  const part = document.querySelector("[data-live]");
  if (!part) return;
  const look = async () => {
    if (part.contains(document.activeElement) && document.activeElement !== document.body) return later();
    try {
      const answer = await fetch(window.location.href, { headers: { "X-Slotdesk-Background": "yes" } });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
      if (!answer.ok || !fresh) return undefined;
      part.replaceChildren(...fresh.childNodes);
      for (const other of document.querySelectorAll("[data-live-too]")) {
        const now = fresh.ownerDocument.getElementById(other.id);
        if (now && !other.contains(document.activeElement)) other.replaceChildren(...now.childNodes);
      }
      if (!fresh.hasAttribute("data-live")) return undefined;
    } catch {
      // The server is not there at the moment: look again.
    }
    return later();
  };
  const later = () => window.setTimeout(look, 1000 * Number(part.dataset.live || 3));
  later();
})();
