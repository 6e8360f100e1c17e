// While an input method is open, Enter belongs to it: it picks a conversion and must not send anything. Safari ends the
// composition before the key event and leaves only the key code 229.
export function isComposing(event) {
  return event.isComposing || event.keyCode === 229;
}
