// Questions before something is done. Both return a promise of the answer: true for yes.
export function confirmed(templateId) {
  const template = templateId && document.getElementById(templateId);
  return template ? show(template.content.cloneNode(true)) : Promise.resolve(true);
}

export function ask({ title, text, yes, no }) {
  const content = document.createDocumentFragment();
  const add = (parent, name, words, properties = {}) => {
    const element = Object.assign(document.createElement(name), { textContent: words }, properties);
    parent.append(element);
    return element;
  };
  add(content, "h2", title);
  add(content, "div", text, { className: "text" });
  const footer = add(content, "footer", "");
  add(footer, "button", no, { value: "no", className: "button" });
  add(footer, "button", yes, { value: "yes", className: "button danger" });
  return show(content);
}

function show(content) {
  const dialog = Object.assign(document.createElement("dialog"), { className: "confirm" });
  const form = Object.assign(document.createElement("form"), { method: "dialog" });
  const title = content.querySelector("h2");
  title.id = "confirm-title";
  form.append(content);
  dialog.append(form);
  dialog.setAttribute("aria-labelledby", title.id);
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    dialog.showModal();
    form.querySelector("button[value=no]").focus();
  });
}
