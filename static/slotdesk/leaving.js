/* Warn before the session ends, and prolong it when asked to; the page itself is no use of the console. */
(() => {
  const WARNED = 120;
  const ADDRESS = "/session/";
  const idle = Number(new URL(document.currentScript.src).searchParams.get("idle"));

  const begin = () => {
    const form = document.getElementById("logout-form");
    if (!form || !idle) return;
    let ends = Date.now() + idle * 1000;
    let bar = null;

    const ask = async (options) => {
      try {
        const answer = await fetch(ADDRESS, options);
        if (answer.ok) ends = Date.now() + (await answer.json()).seconds * 1000;
      } catch {
        // The server is not there at the moment: what was known before still holds.
      }
    };
    const stay = async () => {
      const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
      await ask({ method: "POST", headers: { "X-CSRFToken": token } });
      bar.remove();
      bar = null;
      later();
    };
    const warn = () => {
      bar = document.createElement("div");
      bar.className = "sd-leaving";
      bar.setAttribute("role", "alertdialog");
      bar.setAttribute("aria-label", "You will be signed out soon");
      const words = document.createElement("span");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sd-button sd-button--go";
      button.textContent = "Stay signed in";
      button.addEventListener("click", stay);
      bar.append(words, button);
      document.body.append(bar);
      count();
    };
    const count = () => {
      if (!bar) return;
      const left = Math.max(0, Math.round((ends - Date.now()) / 1000));
      bar.firstChild.textContent = `Nobody used this page for a while. You will be signed out in ${left} s.`;
      if (left > 0) window.setTimeout(count, 1000);
      else window.location.reload();
    };
    const look = async () => {
      // Another window may have prolonged the session meanwhile.
      await ask({ headers: { "X-Slotdesk-Background": "yes" } });
      if (ends - Date.now() > WARNED * 1000) later();
      else warn();
    };
    const later = () => window.setTimeout(look, Math.max(0, ends - Date.now() - WARNED * 1000));
    later();
  };
  document.addEventListener("DOMContentLoaded", begin);
})();
