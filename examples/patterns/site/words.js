/** Words and numbers for people. */

export const ways = { websocket: "WebSocket", sse: "Server-Sent Events", longpoll: "long polling" };

/** The same, where there is little room. */
export const short = { ...ways, sse: "SSE" };

/** Puts the first letter of a text in upper case. */
export function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Counts things, in words of one or many. */
export function count(n, one, many = `${one}s`) {
  return `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
}

export function bytes(n) {
  if (n < 1000) return `${n} B`;
  return n < 1_000_000 ? `${(n / 1000).toFixed(1)} kB` : `${(n / 1_000_000).toFixed(1)} MB`;
}

export function milliseconds(n) {
  return n < 10 ? `${n.toFixed(1)} ms` : n < 1000 ? `${Math.round(n)} ms` : `${(n / 1000).toFixed(1)} s`;
}
