import { Chat, type ChatWidget } from "chatmount/react";
import { useRef, useState } from "react";

export function App() {
  const chat = useRef<ChatWidget>(null);
  const [dark, setDark] = useState(false);
  const [shown, setShown] = useState(true);
  const [unread, setUnread] = useState(0);

  return (
    <main>
      <h1>Chatmount with React</h1>
      <p>
        <button onClick={() => chat.current?.open()}>Ask us ({unread} unread)</button>
        <button onClick={() => setDark(!dark)}>{dark ? "Light" : "Dark"}</button>
        <button onClick={() => setShown(!shown)}>{shown ? "Take the chat away" : "Bring the chat back"}</button>
      </p>
      {shown && (
        <Chat ref={chat} server="/chat" heading="Ask us" theme={dark ? "dark" : "light"} onUnread={(event) => setUnread(event.detail.unread)}>
          <a href="/chat/page">Chat without JavaScript</a>
        </Chat>
      )}
    </main>
  );
}
