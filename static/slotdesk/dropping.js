// Files can be dropped on the form, and sending shows how far it is; without this it is a plain form.
document.querySelectorAll("form[data-drop]").forEach((form) => {
  const input = form.querySelector("input[type=file]");
  const bar = form.querySelector("progress");
  const fault = form.querySelector("[data-drop-fault]");
  const over = (on) => form.classList.toggle("sd-over", on);
  form.addEventListener("dragover", (event) => { event.preventDefault(); over(true); });
  form.addEventListener("dragleave", () => over(false));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const say = (sentence) => { fault.textContent = sentence; fault.hidden = !sentence; };
    say("");
    const file = input.files[0];
    if (file && file.size >= 100 * 1024 * 1024) return say("The file must be under 100 MB.");
    if (file && !file.size) return say("The file is empty.");
    const body = new FormData(form);
    body.set("then", event.submitter ? event.submitter.value : "upload");
    const request = new XMLHttpRequest();
    const buttons = form.querySelectorAll("button");
    const busy = (on) => { bar.hidden = !on; buttons.forEach((button) => { button.disabled = on; }); };
    request.upload.addEventListener("progress", (step) => { if (step.lengthComputable) bar.value = (100 * step.loaded) / step.total; });
    request.addEventListener("load", () => {
      try {
        const go = JSON.parse(request.responseText).go;
        history.replaceState(null, "", go);
        location.reload();
      } catch { busy(false); say("The console did not take the file: load the page again."); }
    });
    request.addEventListener("error", () => { busy(false); say("The connection to the console broke: try again."); });
    request.open("POST", form.action);
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    busy(true);
    request.send(body);
  });
});
