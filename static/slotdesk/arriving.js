// Ask once for what the page misses and show it where it belongs; the form is a plain button where this does not run.
const SHOWN = ["patient", "patient-name", "held"];
document.querySelectorAll("form[data-ask-once]").forEach(async (form) => {
  const asked = `slotdesk.asked.${form.dataset.askOnce}`;
  if (Date.now() - Number(sessionStorage.getItem(asked) || 0) < 10 * 60 * 1000) return;
  sessionStorage.setItem(asked, String(Date.now()));
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Slotdesk-Background": "yes" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    SHOWN.forEach((id) => {
      const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
      if (old && fresh) old.replaceWith(fresh);
    });
  } catch { /* The button is still there. */ }
});
