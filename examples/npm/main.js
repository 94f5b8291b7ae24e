import { init } from "chatmount";

// The chat is the quickstart's; your own server would serve it under the page's origin: "/chat".
const server = new URLSearchParams(location.search).get("chat") ?? "http://localhost:8080/chat";

const chat = init({ server, heading: "Ask us" });
const unread = document.querySelector("#unread");
chat.addEventListener("chat:unread", () => (unread.textContent = `${chat.unread} unread`));
document.querySelector("#ask").addEventListener("click", () => chat.open());
