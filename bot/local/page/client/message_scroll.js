// A list of messages that stays at its end when it is there, and otherwise keeps what is being read where it is.
export default {
  template: `
    <div class="scroll-frame">
      <div ref="box" class="scroll" tabindex="0" role="log" :aria-label="label" @scroll.passive="scrolled">
        <div ref="content" class="content"><slot></slot></div>
      </div>
      <button v-if="hasNews" type="button" class="newest" @click="toEnd">{{ newest }} ↓</button>
    </div>`,
  props: { label: String, newest: String },
  data: () => ({ hasNews: false }),
  mounted() {
    this.atEnd = true;
    this.toEnd();
    this.resizes = new ResizeObserver(() => this.settle());
    this.resizes.observe(this.$refs.content);
    this.resizes.observe(this.$refs.box);
    this.changes = new MutationObserver(() => this.settle(true));
    this.changes.observe(this.$refs.content, { childList: true, subtree: true, characterData: true });
  },
  beforeUnmount() {
    this.resizes.disconnect();
    this.changes.disconnect();
  },
  methods: {
    toEnd() {
      this.$refs.box.scrollTop = this.$refs.box.scrollHeight;
      this.hasNews = false;
    },
    scrolled() {
      const { scrollTop, scrollHeight, clientHeight } = this.$refs.box;
      this.atEnd = scrollHeight - scrollTop - clientHeight < 40;
      if (this.atEnd) this.hasNews = false;
      this.hold();
    },
    // Notes the first message in sight and where it stands.
    hold() {
      const top = this.$refs.box.getBoundingClientRect().top;
      const messages = [...this.$refs.content.querySelectorAll("[data-message-ts]")];
      const first = messages.find((message) => message.getBoundingClientRect().bottom > top);
      this.held = first && { message: first, top: first.getBoundingClientRect().top - top };
      this.last = messages.at(-1)?.dataset.messageTs;
    },
    settle(changed = false) {
      if (this.atEnd) return this.toEnd();
      const held = this.held;
      if (held?.message.isConnected) {
        const top = held.message.getBoundingClientRect().top - this.$refs.box.getBoundingClientRect().top;
        if (top !== held.top) this.$refs.box.scrollTop += top - held.top;
      }
      const last = [...this.$refs.content.querySelectorAll("[data-message-ts]")].at(-1)?.dataset.messageTs;
      if (changed && last > this.last) this.hasNews = true;
    },
  },
};
