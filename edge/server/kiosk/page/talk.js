// The conversation on the screen. All that was said goes in as text nodes: nothing of it is ever markup.

import { tagOf } from "/words.js";

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

/** One answer that grows. */
class Reply {
  constructor(talk) {
    this.talk = talk;
    this.language = "";
    this.box = element("article", "said reply");
    this.heading = element("h2", "unseen", talk.words.assistant);
    this.state = element("p", "state", talk.words.waiting.prefill);
    this.box.append(this.heading, this.state);
    this.text = null;
    this.badge = null;
    this.whole = "";
  }

  piece(text, by) {
    if (this.text === null) {
      this.state.remove();
      this.text = element("p", "text");
      this.text.append(document.createTextNode(""));
      if (this.language) this.text.lang = tagOf(this.language);
      this.box.append(this.text);
      this.author(by);
    }
    this.text.lastChild.appendData(text);
    this.whole += text;
  }

  /** Who writes from here on; a reply can have several, each named once. */
  author(by) {
    if (this.badge?.dataset.by === by) return;
    this.badge = element("p", `badge ${by}`, this.talk.words.by[by] ?? "");
    this.badge.dataset.by = by;
    this.box.append(this.badge);
  }

  switched(by, anew) {
    const words = this.talk.words.seams;
    const begun = this.text !== null;
    const cloud = anew ? words.cloudAnew : words.another;
    const device = begun && !anew ? words.deviceGoesOn : words.device;
    const seam = element("p", "seam", by === "cloud" ? cloud : device);
    if (!begun) {
      this.state.before(seam);
      return;
    }
    if (anew) {
      this.text.classList.add("earlier");
      this.whole = "";
    }
    this.text = null;
    this.badge = null;
    this.box.append(seam);
  }

  waiting(state) {
    if (this.text === null) this.state.textContent = this.talk.words.waiting[state] ?? this.talk.words.waiting.prefill;
  }

  /** Something is not as usual; before the first word that is a matter of time. */
  notice() {
    if (this.text === null) this.state.textContent = this.talk.words.slow;
  }

  /** `stopped`: the visitor asked for its end; the server may have done so for the time that it took. */
  finished({ complete, written }, stopped) {
    this.state.remove();
    if (complete) return;
    const words = this.talk.words;
    const said = stopped ? words.stopped : written ? words.cut : words.nothing;
    this.box.append(element("p", "notice", said));
  }

  problem(code) {
    this.state.remove();
    const words = this.talk.words.problems;
    this.box.append(element("p", "notice bad", words[code] ?? words.other));
  }

  better(text, by) {
    this.text?.classList.add("earlier");
    this.text = null;
    this.badge = null;
    this.whole = "";
    this.box.append(element("p", "seam", this.talk.words.better));
    this.piece(text, by);
  }
}

export class Talk {
  /** `box` scrolls, `said` in it has what was said, and `spoken` is where a screen reader hears whole answers, and not each word as it comes. */
  constructor(box, said, spoken) {
    this.box = box;
    this.said = said;
    this.spoken = spoken;
    this.words = null;
    this.replies = new Map();
    this.atEnd = true;
    this.following = null; // the frame in which it scrolls: words come faster than frames
    box.addEventListener("scroll", () => {
      this.atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 80;
    });
  }

  clear() {
    this.said.replaceChildren();
    this.spoken.replaceChildren();
    this.replies.clear();
    this.atEnd = true;
  }

  asked(text) {
    const box = element("article", "said asked");
    box.append(element("h2", "unseen", this.words.you), element("p", "text", text));
    this.said.append(box);
    this.atEnd = true;
    this.follow();
  }

  reply() {
    const reply = new Reply(this);
    this.said.append(reply.box);
    this.say(this.words.answering);
    this.follow();
    return reply;
  }

  remember(turn, reply) {
    this.replies.set(turn, reply);
  }

  better({ turn, text, by }) {
    const reply = this.replies.get(turn);
    if (!reply) return;
    reply.better(text, by);
    this.say(`${this.words.better} ${text}`, reply.language);
    this.follow();
  }

  say(text, language = "") {
    const said = element("p", "", text);
    if (language) said.lang = tagOf(language);
    this.spoken.replaceChildren(said);
  }

  /** Keep the end in sight, unless the visitor reads further up. */
  follow() {
    if (!this.atEnd || this.following) return;
    this.following = requestAnimationFrame(() => {
      this.following = null;
      this.box.scrollTop = this.box.scrollHeight;
    });
  }
}
