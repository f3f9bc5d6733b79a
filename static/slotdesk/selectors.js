// Django's two-list selector names an icon by aria-label alone, which a plain span may not carry: call it an image.
window.addEventListener("load", () => setTimeout(() => {
  document.querySelectorAll("span.help-tooltip[aria-label]").forEach((icon) => icon.setAttribute("role", "img"));
}));
