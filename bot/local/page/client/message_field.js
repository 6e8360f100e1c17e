// The field in which one writes: Enter sends, Shift+Enter starts a line, "/" lists the commands, "@" the people.
import { isComposing, uploadFile } from "hyoka-page";

const MOST = 12;
const normal = (text) => text.normalize("NFKC").toLowerCase();

export default {
  template: `
    <form class="composer" :data-channel="channel" :data-thread-ts="thread || null" @submit.prevent="send">
      <ul v-if="found.length" ref="list" class="suggestions" role="listbox" :id="id + '-list'" :aria-label="words.suggestions">
        <li v-for="(item, index) in found" :key="item.insert" role="option" :id="id + '-' + index"
          :aria-selected="index === active" @mousedown.prevent @click="choose(index)" @mousemove="active = index">
          <strong>{{ item.label }}</strong> <span v-if="item.usage" class="usage">{{ item.usage }}</span>
          <span class="about">{{ item.about }}</span>
        </li>
      </ul>
      <p v-if="!found.length && hint" class="usage-hint"><strong>{{ hint.label }}</strong> {{ hint.usage }}</p>
      <textarea ref="text" rows="1" :placeholder="placeholder" :aria-label="placeholder" role="combobox"
        aria-autocomplete="list" aria-haspopup="listbox" :aria-expanded="found.length > 0" :aria-controls="id + '-list'"
        :aria-activedescendant="found.length ? id + '-' + active : null" :aria-describedby="id + '-help'"
        @keydown="keydown" @input="typed" @click="typed" @blur="found = []" @paste="pasted"></textarea>
      <div class="tools">
        <button type="button" class="button icon attach" :aria-label="words.attach" :title="words.attach" @click="$refs.file.click()">
          <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
            <path d="M12.5 7L7.6 12a1.4 1.4 0 0 0 2 2l5.6-5.7a2.8 2.8 0 0 0-4-4L5.4 10a4.3 4.3 0 0 0 6 6l4.4-4.4" />
          </svg>
        </button>
        <input ref="file" type="file" multiple hidden tabindex="-1" @change="attach($refs.file.files)" />
        <span class="state" role="status">{{ uploads ? words.uploading : sending ? words.sending : problem }}</span>
        <span class="help" :id="id + '-help'">{{ words.composer_help }}</span>
        <button type="submit" class="button icon send" :aria-label="words.send" :title="words.send" :disabled="isEmpty">
          <svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d="M3.5 4l13 6-13 6 2-6zM5.5 10H11" /></svg>
        </button>
      </div>
    </form>`,
  props: {
    channel: String,
    thread: String,
    placeholder: String,
    commands: Array,
    names: Array,
    sending: Boolean,
    megabytes: Number,
    words: Object,
  },
  emits: ["say"],
  data: () => ({ found: [], active: 0, text: "", uploads: 0, problem: "" }),
  computed: {
    id() {
      return `composer-${this.channel}-${this.thread || "main"}`;
    },
    isEmpty() {
      return !this.text.trim();
    },
    // The usage of the command that stands in the field.
    hint() {
      const name = this.text.match(/^\/\S+(?=\s)/)?.[0];
      return name && this.commands.find((command) => command.label === name);
    },
  },
  mounted() {
    this.as = this.$el.closest("[data-as]").dataset.as;
    this.draft = `draft ${this.as} ${this.channel} ${this.thread || ""}`;
    this.fill(sessionStorage.getItem(this.draft) ?? "");
    if (matchMedia("(hover: hover)").matches) this.$refs.text.focus();
  },
  methods: {
    fill(text) {
      this.$refs.text.value = text;
      this.grow();
    },
    grow() {
      const field = this.$refs.text;
      this.text = field.value;
      if (this.text) sessionStorage.setItem(this.draft, this.text);
      else sessionStorage.removeItem(this.draft);
      field.style.height = "auto";
      field.style.height = `${Math.min(field.scrollHeight, innerHeight * 0.4)}px`;
    },
    typed() {
      this.grow();
      this.problem = "";
      this.found = this.suggestions();
      this.active = 0;
    },
    suggestions() {
      const field = this.$refs.text;
      if (field.selectionStart !== field.selectionEnd) return [];
      const before = field.value.slice(0, field.selectionStart);
      const command = field.value.match(/^\/\S*$/);
      if (command) {
        const wanted = normal(command[0]).slice(1);
        const starts = this.commands.filter((item) => normal(item.label).slice(1).startsWith(wanted));
        const others = this.commands.filter((item) => !starts.includes(item) && normal(item.label + item.about).includes(wanted));
        return [...starts, ...others].slice(0, MOST);
      }
      const name = before.match(/(?:^|\s)([@#][^\s@#]*)$/);
      if (!name) return [];
      const wanted = normal(name[1]);
      return this.names
        .filter((item) => item.label[0] === name[1][0] && normal(item.label + item.about).includes(wanted.slice(1)))
        .slice(0, MOST);
    },
    choose(index) {
      const item = this.found[index];
      const field = this.$refs.text;
      const end = field.selectionStart;
      const start = item.label.startsWith("/") ? 0 : field.value.slice(0, end).search(/[@#][^\s@#]*$/);
      field.setRangeText(`${item.label} `, start, end, "end");
      this.grow();
      this.found = [];
      field.focus();
    },
    keydown(event) {
      if (isComposing(event)) return;
      if (this.found.length && this.inList(event)) return;
      if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
        event.preventDefault();
        this.send();
      }
    },
    // Handles a key for the list of suggestions; tells whether it was one.
    inList(event) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const isWhole = this.found.some((item) => item.label === this.$refs.text.value);
      if (step) {
        this.active = (this.active + step + this.found.length) % this.found.length;
        this.$nextTick(() => this.$refs.list?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" }));
      } else if (event.key === "Escape") {
        this.found = [];
        event.stopPropagation();
      } else if (event.key === "Tab" && !event.shiftKey) {
        this.choose(this.active);
      } else if (event.key === "Enter" && !event.shiftKey && !(isWhole && this.active === 0)) {
        this.choose(this.active);
      } else {
        return false;
      }
      event.preventDefault();
      return true;
    },
    send() {
      if (this.isEmpty) return;
      this.$emit("say", this.$refs.text.value);
      this.found = [];
      this.fill("");
    },
    // The server gives back what it could not send.
    giveBack(text) {
      if (!this.$refs.text.value) this.fill(text);
      this.$refs.text.focus();
    },
    pasted(event) {
      if (!event.clipboardData.files.length) return;
      event.preventDefault();
      this.attach(event.clipboardData.files);
    },
    async attach(files) {
      for (const file of [...files]) {
        if (file.size > this.megabytes * 2 ** 20) {
          this.problem = this.words.too_large;
          continue;
        }
        this.uploads += 1;
        try {
          await uploadFile(file, { as: this.as, channel: this.channel, thread: this.thread || "" });
        } catch {
          this.problem = this.words.upload_failed;
        }
        this.uploads -= 1;
      }
      this.$refs.file.value = "";
      this.$refs.text.focus();
    },
  },
};
