// Nobody is there any more: a countdown that anybody can stop, and then the visit ends.

const STAY_MS = 5000; // at most that often is the server told that somebody is there

export class Idle {
  /**
   * show(seconds)  the countdown has so many seconds left, or is not shown (null)
   * stay()         tell the server that somebody is there
   * over()         end the visit
   */
  constructor({ idle, countdown, show, stay, over }) {
    this.idle = idle * 1000;
    this.countdown = countdown * 1000;
    this.show = show;
    this.stay = stay;
    this.over = over;
    this.timer = null;
    this.told = 0;
    this.busy = false;
  }

  /** A visit begins. */
  begin() {
    this.touch();
  }

  /** The visit is over. */
  end() {
    clearTimeout(this.timer);
    this.timer = null;
    this.busy = false;
    this.show(null);
  }

  /** Somebody touched the screen or a key, or an answer is being written. */
  touch() {
    clearTimeout(this.timer);
    this.show(null);
    this.timer = this.busy ? null : setTimeout(() => this.count(Date.now() + this.countdown), this.idle);
    if (Date.now() - this.told >= STAY_MS) {
      this.told = Date.now();
      this.stay();
    }
  }

  /** An answer is being written, or is there. */
  answering(busy) {
    this.busy = busy;
    this.touch();
  }

  count(until) {
    const left = until - Date.now();
    if (left <= 0) {
      this.over();
      return;
    }
    this.show(left / 1000);
    this.timer = setTimeout(() => this.count(until), Math.min(left, 250));
  }
}
