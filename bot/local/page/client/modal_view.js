// One open modal: title bar, scrolling body, submit and close buttons.
import { ask, dirty, isComposing, readValues, remember } from "hyoka-page";

export default {
  template: `
    <dialog class="modal" :class="{ covered }" :data-view-id="viewId" :data-callback-id="callbackId"
      :aria-labelledby="viewId + '-title'" :aria-busy="busy" @cancel.prevent="leave(false)" @keydown="keydown">
      <header>
        <button v-if="pushed" type="button" class="button icon back" :aria-label="words.back" @click="leave(false)">
          <svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d="M12 4l-6 6 6 6" /></svg>
        </button>
        <h2 :id="viewId + '-title'" tabindex="-1">{{ title }}</h2>
        <button type="button" class="button icon close" :aria-label="words.close" @click="leave(true)">
          <svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d="M5 5l10 10M15 5L5 15" /></svg>
        </button>
      </header>
      <p v-if="notice" class="notice" role="alert">{{ notice }}</p>
      <div class="body" tabindex="-1"><slot></slot></div>
      <footer v-if="submit || close">
        <span class="state" role="status">{{ busy ? words.submitting : "" }}</span>
        <button type="button" class="button close-view" @click="leave(false)">{{ close || words.cancel }}</button>
        <button v-if="submit" type="button" class="button primary submit" :disabled="submitDisabled"
          :aria-disabled="busy" @click="send">{{ submit }}</button>
      </footer>
    </dialog>`,
  props: {
    viewId: String,
    callbackId: String,
    title: String,
    submit: String,
    close: String,
    submitDisabled: Boolean,
    notice: String,
    pushed: Boolean,
    covered: Boolean,
    busy: Boolean,
    refusals: Number,
    accepted: Number,
    tops: Number,
    words: Object,
  },
  emits: ["send", "leave"],
  watch: {
    // Every refused submission moves the focus to the first field that has to be mended.
    refusals() {
      this.$nextTick(() => {
        const field = this.$el.querySelector("[aria-invalid=true]");
        const target = field?.matches("input, textarea, select, button") ? field : field?.querySelector("input, button");
        target?.focus();
        field?.closest("[data-block-id]")?.scrollIntoView({ block: "nearest" });
      });
    },
    // What the bot has accepted is no longer lost when the modal is closed.
    accepted() {
      this.$nextTick(() => remember(this.$el, true));
    },
    // What became of a form stands at the top of the view that it gave way to.
    tops() {
      this.$nextTick(() => (this.$el.querySelector(".body").scrollTop = 0));
    },
    notice(now) {
      if (now) this.$nextTick(() => this.$el.querySelector(".submit")?.focus());
    },
  },
  mounted() {
    this.before = document.activeElement;
    this.$el.showModal();
    const first = ".kit.input :is(input, textarea, select, .select > button)";
    (this.$el.querySelector("[autofocus]") ?? this.$el.querySelector(first) ?? this.$el.querySelector("h2")).focus();
  },
  beforeUnmount() {
    this.$el.close();
    const field = document.querySelector(".pane .composer textarea");
    (this.before?.isConnected && this.before !== document.body ? this.before : field)?.focus();
  },
  methods: {
    send() {
      if (this.busy || this.submitDisabled || !this.submit) return;
      this.$emit("send", readValues(this.$el));
    },
    async leave(everything) {
      if (this.leaving) return;
      this.leaving = true;
      const { discard_title: title, discard_text: text, discard: yes, keep: no } = this.words;
      const may = !dirty(this.$el) || (await ask({ title, text, yes, no }));
      this.leaving = false;
      if (may) this.$emit("leave", everything);
    },
    keydown(event) {
      if (event.key !== "Enter" || isComposing(event) || event.defaultPrevented) return;
      const isLine = event.target.matches("input:not([type=checkbox], [type=radio], [type=file], [type=search])");
      if (!isLine && !event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      this.send();
    },
  },
};
