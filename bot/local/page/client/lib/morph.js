// Makes an element's content equal to HTML while keeping the nodes that stay: with them stay focus, what is typed, what
// is scrolled and which menus are open. Nodes are the same if they have the same data-key or id; content below
// [data-js] belongs to the scripts and is left alone.
const OWN_ATTRIBUTES = new Set(["aria-busy", "style", "aria-sort"]);

export function morph(element, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  morphChildren(element, template.content);
}

function keyOf(node) {
  return node.nodeType === Node.ELEMENT_NODE ? node.dataset?.key || node.id || null : null;
}

function isSameKind(one, other) {
  if (one.nodeType !== other.nodeType || one.nodeName !== other.nodeName || keyOf(one) !== keyOf(other)) return false;
  return one.nodeName !== "INPUT" || one.type === other.type;
}

function morphChildren(parent, wanted) {
  const wantedKeys = new Set([...wanted.childNodes].map(keyOf));
  for (const child of [...parent.childNodes]) {
    const key = keyOf(child);
    if (key && !wantedKeys.has(key)) child.remove();
  }
  const keyed = new Map([...parent.childNodes].map((child) => [keyOf(child), child]));
  let next = parent.firstChild;
  for (const node of [...wanted.childNodes]) {
    const key = keyOf(node);
    const match = key ? keyed.get(key) : next;
    if (match && isSameKind(match, node)) {
      if (match === next) next = next.nextSibling;
      else parent.insertBefore(match, next);
      morphNode(match, node);
    } else {
      parent.insertBefore(node, next);
    }
  }
  while (next) {
    const gone = next;
    next = next.nextSibling;
    gone.remove();
  }
}

function morphNode(node, wanted) {
  if (node.nodeType !== Node.ELEMENT_NODE) {
    if (node.data !== wanted.data) node.data = wanted.data;
    return;
  }
  for (const { name } of [...node.attributes]) {
    if (!wanted.hasAttribute(name) && !OWN_ATTRIBUTES.has(name)) node.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  }
  if (node.nodeName === "TEMPLATE") node.innerHTML = wanted.innerHTML;
  else if (!node.hasAttribute("data-js")) morphChildren(node, wanted);
}
