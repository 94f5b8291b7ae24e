// How the desk says what happened.

/** Says who answers a conversation. */
export function stateOf({ assigned, ended, participants, waiting }) {
  if (ended) return "ended";
  if (waiting) return "waits for a person";
  if (assigned) return `${nameIn(participants, assigned)} answers`;
  return "the bot answers";
}

/** Returns who said something, "" for a note, and what. */
export function describe(event, participants) {
  const who = event.author.name || event.author.role;
  switch (event.kind) {
    case "message": return [event.author.role === "system" ? "" : who, event.parts.map(textOf).join("\n")];
    case "action": return [who, event.value];
    case "joined": return ["", `${who} came in`];
    case "assigned": return ["", `${nameIn([...participants, event.author], event.to)} answers from now on`];
    case "handoff": return ["", `The bot asks for a person${event.reason ? `: ${event.reason}` : ""}`];
    case "ended": return ["", `${who} ended the conversation`];
    default: return ["", event.kind];
  }
}

function nameIn(participants, id) {
  return participants.find((p) => p.id === id)?.name || id;
}

function textOf({ type, text, fallback, title, name, buttons, url }) {
  if (buttons && !title) return buttons.map((b) => `[${b.title}]`).join(" ");
  return text ?? fallback ?? title ?? name ?? url ?? type;
}
