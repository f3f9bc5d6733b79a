// While a part of the page says that something goes on (data-progress), look again every two seconds and show how far it is.
(() => {
  const EVERY = 2000;
  const look = async (id) => {
    const answer = await fetch(window.location.href, { headers: { "X-Slotdesk-Background": "yes" } });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.getElementById(id);
    const shown = document.getElementById(id);
    if (!now || !shown) return;
    if (!now.hasAttribute("data-progress")) {
      window.location.reload();
      return;
    }
    if (now.innerHTML !== shown.innerHTML) shown.replaceChildren(...now.childNodes);
    window.setTimeout(look, EVERY, id);
  };
  for (const part of document.querySelectorAll("[data-progress][id]")) window.setTimeout(look, EVERY, part.id);
})();
