// On a narrow window the sidebar is a drawer: opened by [data-drawer=open], closed by anything that leads elsewhere.
const root = document.documentElement;

function setDrawer(isOpen) {
  if (isOpen === (root.dataset.drawer === "open")) return;
  root.dataset.drawer = isOpen ? "open" : "closed";
  document.querySelectorAll("button[data-drawer=open]").forEach((button) => button.setAttribute("aria-expanded", isOpen));
  const target = isOpen ? ".sidebar .channels a[aria-current=page], .sidebar a" : "button[data-drawer=open]";
  document.querySelector(target)?.focus();
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("button[data-drawer=open]")) setDrawer(true);
  else if (event.target.closest?.("[data-drawer=close], .sidebar a[data-do=go]")) setDrawer(false);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !document.querySelector("dialog[open], .menu:popover-open")) setDrawer(false);
});
addEventListener("popstate", () => emitEvent("moved", location.search));
