// Remember which groups of the navigation a person keeps open; the group of the page is open anyway.
(() => {
  const KEY = "slotdesk.navigation";
  const kept = JSON.parse(localStorage.getItem(KEY) || "{}");
  for (const group of document.querySelectorAll("details[data-group]")) {
    const name = group.dataset.group;
    if (name in kept && !("here" in group.dataset)) group.open = kept[name];
    group.querySelector("summary").addEventListener("click", () => {
      kept[name] = !group.open;
      localStorage.setItem(KEY, JSON.stringify(kept));
    });
  }
})();
