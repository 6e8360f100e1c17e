// Reads what people typed and picked, as Slack's view.state.values; options are given by their value.
const HOLDS = {
  plain_text_input: "value",
  url_text_input: "value",
  email_text_input: "value",
  number_input: "value",
  datepicker: "selected_date",
  timepicker: "selected_time",
  datetimepicker: "selected_date_time",
  static_select: "selected_option",
  users_select: "selected_user",
  channels_select: "selected_channel",
  conversations_select: "selected_conversation",
  radio_buttons: "selected_option",
  checkboxes: "selected_options",
  multi_static_select: "selected_options",
  multi_users_select: "selected_users",
  multi_channels_select: "selected_channels",
  multi_conversations_select: "selected_conversations",
  file_input: "files",
};

export function stateOf(field) {
  const type = field.dataset.type;
  return { type, [HOLDS[type]]: held(field, type) };
}

function held(field, type) {
  const checked = () => [...field.querySelectorAll("input:checked")].map((box) => box.value);
  if (type === "radio_buttons") return checked()[0] ?? null;
  if (type === "checkboxes" || type.startsWith("multi_")) return checked();
  if (type === "file_input") return [...field.querySelectorAll("[data-file]")].map((item) => item.dataset.file);
  if (field.value === "") return null;
  if (type === "datetimepicker") return Date.parse(field.value + field.dataset.offset) / 1000;
  return field.value;
}

// Returns block id → action id → state of every field inside an element.
export function readValues(scope) {
  const values = {};
  for (const field of scope.querySelectorAll("[data-action-id][data-type]")) {
    const blockId = field.closest("[data-block-id]").dataset.blockId;
    (values[blockId] ??= {})[field.dataset.actionId] = stateOf(field);
  }
  return values;
}

// Notes what each field held when it was first seen, or holds now if all are saved `anew`; dirty() tells of changes.
const remembered = new WeakMap();
const fieldsOf = (scope) => [...scope.querySelectorAll("[data-action-id][data-type]")];

export function remember(scope, anew = false) {
  for (const field of fieldsOf(scope)) {
    if (anew || !remembered.has(field)) remembered.set(field, JSON.stringify(stateOf(field)));
  }
}

export const dirty = (scope) => fieldsOf(scope).some((field) => remembered.get(field) !== JSON.stringify(stateOf(field)));

// Brings what stands around a field up to date: its counter, the labels of what is chosen, and how many may be.
export function showField(field) {
  const counter = field.parentElement?.querySelector(`output.counter[for="${CSS.escape(field.id)}"]`);
  if (counter) {
    const length = [...field.value].length;
    const [least, most] = [Number(field.dataset.min || 0), Number(field.dataset.max || Infinity)];
    counter.textContent = most === Infinity ? `${length}/${least}+` : `${length}/${most}`;
    counter.classList.toggle("off", length > most || (length > 0 && length < least));
  }
  const chosen = field.querySelector(":scope > button .chosen");
  if (!chosen) return;
  const boxes = [...field.querySelectorAll("input[type=checkbox]")];
  const labels = boxes.filter((box) => box.checked).map((box) => box.closest("label").textContent.trim());
  chosen.textContent = labels.join("、") || chosen.dataset.placeholder;
  const full = field.dataset.most && labels.length >= Number(field.dataset.most);
  for (const box of boxes) box.disabled = Boolean(full) && !box.checked;
}
