// Say below a text how many characters are left.
document.querySelectorAll("[data-count]").forEach((field) => {
  const told = document.createElement("p");
  told.className = "sd-help";
  told.setAttribute("aria-live", "polite");
  const count = () => { told.textContent = `${Number(field.dataset.count) - field.value.length} characters left`; };
  field.after(told);
  field.addEventListener("input", count);
  count();
});
