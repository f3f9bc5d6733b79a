/* Count how many ticks differ from what the page came with. Without script the next page shows the same. */
document.querySelectorAll("form[data-ticks]").forEach((form) => {
  const told = form.querySelector("[data-ticks-count]");
  if (!told) return;
  const calm = told.textContent;
  form.addEventListener("change", () => {
    const boxes = [...form.querySelectorAll("input[type=checkbox]")];
    const added = boxes.filter((box) => box.checked && !box.defaultChecked).length;
    const removed = boxes.filter((box) => !box.checked && box.defaultChecked).length;
    told.textContent = added || removed ? `${added} to add, ${removed} to remove; nothing is sent yet.` : calm;
  });
});
