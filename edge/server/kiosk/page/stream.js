// What the page asks of its server. Every answer is data; nothing here touches the page.

/** POST to one of the server's paths. Resolves with the response, whatever its status. */
export function post(path, body, signal) {
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  const content = body === undefined ? undefined : JSON.stringify(body);
  return fetch(path, { method: "POST", headers, body: content, signal, credentials: "same-origin", cache: "no-store" });
}

/** The events of a turn, as they come. Throws an Error whose message is a problem's code. */
export async function* turn(text, signal) {
  const response = await post("/turn", { text }, signal);
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
 * Stay connected: `heard(event)` for what comes by itself, `lost()` and `back()` when the connection goes and comes. It
 * stays gone where the same browser shows the page in another window.
 */
export function channel(heard, lost, back) {
  const source = new EventSource("/channel");
  source.onopen = back;
  source.onmessage = (message) => {
    const event = JSON.parse(message.data);
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
