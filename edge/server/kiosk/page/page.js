// The kiosk's page: a screen that waits for a visitor, and a visit.

import { Idle } from "/idle.js";
import { channel, endVisit, json, post, turn } from "/stream.js";
import { Talk } from "/talk.js";
import { WORDS, tagOf } from "/words.js";

const $ = (id) => document.getElementById(id);
const response = await fetch("/page.json", { cache: "no-store" });
if (!response.ok) location.replace("/"); // the server knows this browser no more; its page says what to do
const content = await response.json();
const talk = new Talk($("talk"), $("said"), $("spoken"));

let language = content.languages[0];
let words = WORDS[language];
let visiting = false;
let offline = false; // no larger model can be asked, although there are some
let current = null; // the turn under way: what aborts it, and `stopped` once the visitor has asked for its end
let number = -1; // of the visit: the server tells it, and takes nothing of another one
let forgetting = Promise.resolve(); // the end of the visit before

const idle = new Idle({
  idle: content.idle_s,
  countdown: content.countdown_s,
  show: showCountdown,
  stay: () => post("/stay").catch(() => {}),
  over: end,
});

function button(text, pressed) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", pressed);
  return made;
}

// -- the two screens --------------------------------------------------------------------------------------------------

function showAttract() {
  $("visit").hidden = true;
  $("attract").hidden = false;
  document.title = content.title[content.languages[0]];
  $("attract").focus({ preventScroll: true });
}

function begin(chosen) {
  visiting = true;
  setLanguage(chosen);
  $("attract").hidden = true;
  $("visit").hidden = false;
  $("welcome").hidden = false;
  showNetwork(offline);
  idle.begin();
  $("talk").focus({ preventScroll: true });
}

/** End the visit: nothing of it stays on the screen, nor in the home. */
function end() {
  if (!visiting) return;
  visiting = false;
  current?.abort();
  current = null;
  idle.end();
  talk.clear();
  $("text").value = "";
  ring(null);
  const ended = number;
  number = -1;
  forgetting = forgetting.then(() => endVisit(ended)).then(
    (next) => { number = next; },
    () => {}, // then the next question finds out, and has the page loaded again
  );
  setLanguage(content.languages[0]);
  showNetwork(offline);
  showAttract();
}

function setLanguage(chosen) {
  language = chosen;
  words = WORDS[language];
  talk.words = words;
  document.documentElement.lang = words.tag;
  document.title = content.title[language];
  const texts = {
    title: content.title[language],
    greeting: content.greeting[language],
    end: words.end,
    "text-label": words.write,
    send: words.send,
    stop: words.stop,
    forgets: words.forgets,
    "ring-off": words.dismiss,
    offline: words.offline,
    "still-title": words.still,
    "still-text": words.stillText,
    "still-here": words.here,
    "still-end": words.endNow,
  };
  for (const [id, text] of Object.entries(texts)) $(id).textContent = text;
  $("text").placeholder = words.write;
  $("talk").setAttribute("aria-label", words.talk);
  $("languages").setAttribute("aria-label", words.languages);
  $("suggestions").setAttribute("aria-label", words.suggestions);
  for (const one of $("languages").children) one.setAttribute("aria-pressed", String(one.lang === words.tag));
  const asked = content.suggestions.map((texts) => texts[language]);
  $("suggestions").replaceChildren(...asked.map((text) => button(text, () => ask(text))));
  $("suggestions").hidden = asked.length === 0;
}

// -- a turn -----------------------------------------------------------------------------------------------------------

async function ask(text) {
  if (!visiting || !text.trim()) return;
  current?.abort(); // the server stops it, and keeps what there is of it
  const mine = (current = new AbortController());
  $("welcome").hidden = true;
  talk.asked(text);
  const reply = talk.reply();
  $("stop").hidden = false;
  idle.answering(true);
  try {
    await forgetting;
    for await (const event of turn(text, number, mine.signal)) {
      if (mine.signal.aborted) break;
      told(reply, event, mine);
      talk.follow();
    }
  } catch (error) {
    // The server knows this browser no more, or another visit than this one: a page that is loaded anew is right again.
    if (["session", "over"].includes(error.message) && !mine.signal.aborted) location.replace("/");
    if (visiting && !mine.signal.aborted) reply.problem(error.message);
  }
  if (mine.signal.aborted) reply.finished({ complete: false }, true);
  if (current !== mine) return; // another one goes on
  current = null;
  $("stop").hidden = true;
  idle.answering(false);
  talk.say(reply.whole || reply.box.lastElementChild?.textContent || "", reply.language);
  talk.follow();
}

function told(reply, event, mine) {
  if (event.event === "started") talk.remember(event.turn, reply);
  else if (event.event === "read") reply.language = event.language;
  else if (event.event === "waiting") reply.waiting(event.state);
  else if (event.event === "piece") reply.piece(event.text, event.by);
  else if (event.event === "switched") reply.switched(event.by, event.anew);
  else if (event.event === "notice") reply.notice();
  else if (event.event === "finished") reply.finished(event, mine.stopped);
  else if (event.event === "problem") reply.problem(event.code);
}

function stop() {
  if (current) current.stopped = true;
  post("/stop").catch(() => {});
}

function send() {
  const text = $("text").value;
  if (!text.trim()) return;
  $("text").value = "";
  ask(text);
}

// -- what comes by itself ---------------------------------------------------------------------------------------------

function showCountdown(seconds) {
  const dialog = $("still");
  if (seconds === null) {
    if (dialog.open) dialog.close();
    return;
  }
  $("still-left").textContent = words.left(Math.ceil(seconds));
  $("still-bar").value = seconds / content.countdown_s;
  if (!dialog.open) dialog.showModal();
}

function ring(text, language) {
  $("ring").hidden = text === null;
  $("ring-text").textContent = text ?? "";
  $("ring-text").lang = tagOf(language);
}

function heard(event) {
  if (event.event === "network") showNetwork(event.offline);
  else if (event.event === "ring") ring(event.text, event.language);
  else if (event.event === "silence") ring(null);
  else if (event.event === "better") talk.better(event);
  else if (event.event === "ended") end();
}

/** Told in a visit only: it is no matter to who passes by. */
function showNetwork(off) {
  offline = off;
  $("offline").hidden = !(offline && visiting);
}

function takeVisitors(taken) {
  for (const card of $("greetings").querySelectorAll("button")) card.disabled = !taken;
  $("attract").tabIndex = taken ? -1 : 0; // with no button left, the keys scroll it
}

function lost() {
  $("lost").hidden = false;
  end(); // the server has ended the visit, too
  takeVisitors(false);
}

function back(visit) {
  if (!$("lost").hidden) location.reload(); // the page may be another one by now
  number = visit;
  takeVisitors(true);
}

// -- putting it together ----------------------------------------------------------------------------------------------

for (const one of content.languages) {
  const title = document.createElement("span");
  title.textContent = content.title[one];
  title.lang = WORDS[one].tag;
  const known = [...$("attract-title").children].map((span) => span.textContent);
  if (!known.includes(content.title[one])) $("attract-title").append(title);
  const card = button("", () => begin(one));
  card.lang = WORDS[one].tag;
  const [greeting, touch] = [document.createElement("span"), document.createElement("span")];
  greeting.textContent = content.greeting[one];
  touch.textContent = WORDS[one].touch;
  touch.className = "touch";
  card.append(greeting, touch);
  card.disabled = true; // until the server knows that a page is shown, which a visit ends with
  const item = document.createElement("li");
  item.append(card);
  $("greetings").append(item);
  const unreachable = document.createElement("span");
  unreachable.textContent = WORDS[one].lost;
  unreachable.lang = WORDS[one].tag;
  $("lost").append(unreachable);
  if (content.languages.length > 1) {
    const choice = button(WORDS[one].name, () => setLanguage(one));
    choice.lang = WORDS[one].tag;
    $("languages").append(choice);
  }
}

$("text").maxLength = content.characters;
$("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
$("text").addEventListener("keydown", (event) => {
  // Enter that chooses a word of an input method does not send; browsers tell it in one of these two ways.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  send();
});
$("stop").addEventListener("click", stop);
$("end").addEventListener("click", end);
$("still-here").addEventListener("click", () => idle.touch());
$("still-end").addEventListener("click", end);
$("still").addEventListener("cancel", () => idle.touch());
$("still").addEventListener("pointerdown", (event) => event.target === $("still") && idle.touch()); // beside it
$("still").addEventListener("keydown", (event) => {
  if (!["Enter", " ", "Tab", "Shift"].includes(event.key)) idle.touch(); // somebody types on
});
$("ring-off").addEventListener("click", () => ring(null));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && current !== null && !$("still").open) stop();
});
for (const kind of ["pointerdown", "keydown", "input", "wheel", "touchmove"]) {
  document.addEventListener(kind, () => visiting && !$("still").open && idle.touch(), { passive: true, capture: true });
}
addEventListener("contextmenu", (event) => event.preventDefault());
addEventListener("pagehide", () => navigator.sendBeacon("/end", json({ visit: number })));

setLanguage(language);
showAttract();
channel(heard, lost, back);
