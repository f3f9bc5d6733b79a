// What the page around every form and list remembers, for Alpine's build that evaluates no text as code: its attributes may name
// what is registered here and nothing of the window.
(() => {
  const KEY = "sidebarDesktopOpen";

  // The part of the window that django-unfold's attributes read and set.
  const place = {
    get pathname() {
      return window.location.pathname;
    },
    get search() {
      return window.location.search;
    },
    get hash() {
      return window.location.hash;
    },
    set href(address) {
      window.location.assign(address);
    },
  };

  const frame = () => ({
    activeTab: "",
    sidebarMobileOpen: false,
    sidebarDesktopOpen: localStorage.getItem(KEY) !== "0",
    window: { location: place },
    init() {
      this.activeTab = getCurrentTab() || this.$el.dataset.tab || "";
      this.$watch("sidebarDesktopOpen", (open) => localStorage.setItem(KEY, open ? "1" : "0"));
    },
  });

  // Dark before the first line is painted; Alpine takes over, which takes away only what it has put there itself.
  const root = document.documentElement;
  const chosen = localStorage.getItem("adminTheme") || '"auto"';
  const isDark = chosen === '"dark"' || (chosen === '"auto"' && matchMedia("(prefers-color-scheme: dark)").matches);
  if (isDark) root.classList.add("dark");

  document.addEventListener("alpine:init", () => {
    root.classList.remove("dark");
    Alpine.data("frame", frame);
    Alpine.data("theme", theme);
  });

  // What django-unfold lets only a mouse press: the keyboard reaches it too.
  document.addEventListener("DOMContentLoaded", () => {
    const pressed = "a[x-on\\:click]:not([href]), span[x-on\\:click], [x-ref^=rowDropdown]";
    for (const one of document.querySelectorAll(pressed)) {
      one.setAttribute("role", "button");
      one.tabIndex = 0;
      if (!one.matches("a")) one.setAttribute("aria-label", one.matches("span") ? "Close" : "More");
      one.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        one.click();
      });
    }
  });
})();
