import { defineConfig } from "vite";

// The chat is the Go server's; it is shown under the same origin, as it would be behind your own server.
const chat = { target: process.env["CHAT"] ?? "http://localhost:8080", ws: true };

export default defineConfig({
  server: { proxy: { "/chat": chat } },
  preview: { proxy: { "/chat": chat } },
});
