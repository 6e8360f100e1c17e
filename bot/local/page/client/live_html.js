// HTML from the server that changes in place, and the acts of people inside it.
import {
  confirmed,
  isComposing,
  morph,
  readValues,
  remember,
  showField,
  sortTable,
  stateOf,
  turnPage,
  uploadFile,
} from "hyoka-page";

const TYPED = new Set(["plain_text_input", "url_text_input", "email_text_input", "number_input"]);
const waiting = new Map();
let tickets = 0;

export default {
  template: `<component :is="tag"></component>`,
  props: { html: String, tag: { type: String, default: "div" } },
  emits: ["act", "typed"],
  watch: {
    html(now) {
      morph(this.$el, now);
      remember(this.$el);
    },
  },
  mounted() {
    this.$el.innerHTML = this.html;
    for (const type of ["click", "change", "input", "keydown"]) this.$el.addEventListener(type, this[type]);
    this.$el.addEventListener("toggle", this.toggle, true);
    this.$el.querySelectorAll(".select.multi").forEach(showField);
    remember(this.$el);
  },
  beforeUnmount() {
    clearTimeout(this.timer);
  },
  methods: {
    act(element, more = {}) {
      const { do: what, actionId, option, callbackId, to } = element.dataset;
      const view = element.closest("[data-view-id]");
      const ticket = ++tickets;
      waiting.set(ticket, element);
      element.setAttribute("aria-busy", "true");
      clearTimeout(this.timer);
      this.$emit("act", {
        do: what ?? "press",
        block_id: element.closest("[data-block-id]")?.dataset.blockId,
        action_id: actionId,
        chosen: option === undefined ? {} : { selected_option: option },
        callback_id: callbackId,
        to,
        values: view ? readValues(view) : null,
        ticket,
        ...more,
      });
    },
    done(ticket) {
      waiting.get(ticket)?.removeAttribute("aria-busy");
      waiting.delete(ticket);
    },
    async click(event) {
      const sort = event.target.closest("[data-sort]");
      if (sort) return sortTable(sort);
      const turn = event.target.closest("[data-turn]");
      if (turn) return turnPage(turn);
      const removed = event.target.closest("[data-remove]");
      if (removed) return this.remove(removed);
      const pressed = event.target.closest("[data-do]");
      if (!pressed || pressed.getAttribute("aria-busy")) return;
      const opensElsewhere = pressed.matches("a[target=_blank]");
      const inNewTab = event.metaKey || event.ctrlKey || event.shiftKey;
      if (pressed.matches("a") && !opensElsewhere && inNewTab) return;
      const question = pressed.dataset.confirm;
      if (pressed.matches("a") && (question || !opensElsewhere)) event.preventDefault();
      pressed.closest("[popover]")?.hidePopover();
      if (!(await confirmed(question))) return;
      if (question && opensElsewhere) open(pressed.href, "_blank", "noopener");
      this.act(pressed);
    },
    async change(event) {
      if (event.target.matches("input[type=file]")) return this.upload(event.target);
      const field = event.target.closest("[data-action-id][data-type]");
      if (!field) return;
      showField(field);
      const { type, acts } = field.dataset;
      if (acts === undefined || TYPED.has(type) || type.startsWith("multi_")) return this.typed(field);
      await this.use(field, event.target);
    },
    async use(field, changed) {
      if (await confirmed(field.dataset.confirm)) {
        field.dataset.settled = changed.value ?? "";
        const { type, ...chosen } = stateOf(field);
        this.act(field, { chosen });
      } else if (changed.matches("select")) {
        changed.value = field.dataset.settled ?? changed.querySelector("[selected]")?.value ?? "";
      } else if (changed.matches("[type=checkbox]")) {
        changed.checked = !changed.checked;
      }
    },
    toggle(event) {
      const field = event.target.closest?.(".select.multi");
      if (!field || field.dataset.acts === undefined) return;
      const now = JSON.stringify(stateOf(field));
      if (event.newState === "open") field.dataset.settled = now;
      else if (field.dataset.settled !== now) {
        const { type, ...chosen } = stateOf(field);
        this.act(field, { chosen });
      }
    },
    input(event) {
      const field = event.target.closest("[data-action-id][data-type]");
      if (!field) return;
      showField(field);
      this.typed(field);
      if (field.dataset.acts !== undefined && field.dataset.on?.includes("on_character_entered")) {
        clearTimeout(this.characters);
        this.characters = setTimeout(() => this.use(field, field), 500);
      }
    },
    keydown(event) {
      const field = event.target.closest("[data-action-id][data-type]");
      if (event.key !== "Enter" || !field || field.dataset.acts === undefined || !TYPED.has(field.dataset.type)) return;
      if (isComposing(event) || event.shiftKey || (field.dataset.on ?? "on_enter_pressed") === "on_character_entered") return;
      event.preventDefault();
      event.stopPropagation();
      this.use(field, field);
    },
    typed(field) {
      const view = field.closest("[data-view-id]");
      if (!view) return;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.$emit("typed", readValues(view)), 300);
    },
    remove(button) {
      const field = button.closest(".files");
      button.closest("li").remove();
      field.querySelector("input").focus();
      this.typed(field);
    },
    async upload(picker) {
      const field = picker.closest(".files");
      const as = picker.closest("[data-as]").dataset.as;
      const failed = field.querySelector(".failed");
      failed.hidden = true;
      for (const file of [...picker.files]) {
        try {
          const { id, name } = await uploadFile(file, { as });
          const item = field.querySelector("template").content.firstElementChild.cloneNode(true);
          item.dataset.file = id;
          item.querySelector("span").textContent = name;
          field.querySelector("ul").append(item);
        } catch {
          failed.hidden = false;
        }
      }
      picker.value = "";
      this.typed(field);
    },
  },
};
