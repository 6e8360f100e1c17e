// Menus are popovers: the browser opens and closes them; this puts them beside their opener and moves the focus.
function openerOf(menu) {
  return document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);
}

function place(menu) {
  const opener = openerOf(menu);
  if (!opener) return;
  const at = opener.getBoundingClientRect();
  if (menu.classList.contains("options")) menu.style.minWidth = `${at.width}px`;
  const { offsetWidth: width, offsetHeight: height } = menu;
  const left = at.left + width > innerWidth - 8 ? at.right - width : at.left;
  const below = at.bottom + 4;
  const above = at.top - height - 4;
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  menu.style.top = `${Math.max(8, below + height > innerHeight - 8 && above > 8 ? above : Math.min(below, innerHeight - height - 8))}px`;
  menu.classList.add("placed");
}

const itemsOf = (menu) => [...menu.querySelectorAll("[role=menuitem], [role=menuitemradio]")].filter((item) => !item.hidden);

document.addEventListener(
  "toggle",
  (event) => {
    const menu = event.target;
    if (!menu.matches?.("[popover]")) return;
    if (event.newState !== "open") {
      menu.classList.remove("placed");
      return;
    }
    place(menu);
    (menu.querySelector("input") ?? itemsOf(menu)[0] ?? menu.querySelector("button"))?.focus();
  },
  true,
);

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.(".menu[popover]");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!menu || (!step && event.key !== "Home" && event.key !== "End")) return;
  const boxes = [...menu.querySelectorAll("label:not([hidden]) input[type=checkbox]")];
  const items = menu.matches("[role=menu]") ? itemsOf(menu) : boxes;
  if (!items.length || (event.target.matches("input[type=search]") && !step)) return;
  event.preventDefault();
  const here = items.indexOf(document.activeElement);
  const next = step ? (here + step + items.length) % items.length : event.key === "Home" ? 0 : items.length - 1;
  items[here < 0 && step < 0 ? items.length - 1 : next].focus();
});

// A filter field hides what doesn't contain its text.
document.addEventListener("input", (event) => {
  if (!event.target.matches?.("input.filter")) return;
  const wanted = event.target.value.normalize("NFKC").toLowerCase();
  const menu = event.target.closest(".menu");
  for (const item of menu.querySelectorAll("label, [role=menuitem]")) {
    item.hidden = !item.textContent.normalize("NFKC").toLowerCase().includes(wanted);
  }
});

const replace = () => document.querySelectorAll(".menu:popover-open").forEach(place);
addEventListener("resize", replace);
addEventListener("scroll", (event) => event.target.closest?.(".menu") ?? replace(), { capture: true, passive: true });
