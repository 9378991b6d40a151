// What the page asks of its server. Every answer is data; nothing here touches the page.

/** A value as a request's body. */
export function json(value) {
  return new Blob([JSON.stringify(value)], { type: "application/json" });
}

/** POST to one of the server's paths. Resolves with the response, whatever its status. */
export function post(path, body, signal) {
  return fetch(path, { method: "POST", body, signal, credentials: "same-origin", cache: "no-store" });
}

/** Have the visit of this number forgotten. Resolves with the number of the next one. */
export async function endVisit(visit) {
  const response = await post("/end", json({ visit }));
  if (!response.ok) throw new Error("end");
  return (await response.json()).visit;
}

/** The events of a turn in the visit of this number, as they come. Throws an Error whose message is a problem's code. */
export async function* turn(text, visit, signal) {
  const response = await post("/turn", json({ text, visit }), signal);
  if (!response.ok) {
    const said = await response.json().catch(() => ({}));
    throw new Error(said.error?.code ?? "other");
  }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const data = block.split("\n").filter((line) => line.startsWith("data: ")).map((line) => line.slice(6));
      if (data.length) yield JSON.parse(data.join("\n"));
    }
  }
}

/**
 * Stay connected: `heard(event)` for what comes by itself, `lost()` and `back(visit)` when the connection goes and comes,
 * with the number of the visit. It stays gone where the same browser shows the page in another window.
 */
export function channel(heard, lost, back) {
  const source = new EventSource("/channel");
  source.onmessage = (message) => {
    const event = JSON.parse(message.data);
    if (event.event === "visit") return back(event.number);
    if (event.event !== "replaced") return heard(event);
    source.close();
    return lost();
  };
  source.onerror = () => {
    lost();
    // Refused: the server was started anew and knows this browser no more. Its page says what to do.
    if (source.readyState === EventSource.CLOSED) location.replace("/");
  };
}
