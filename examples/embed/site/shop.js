// Tells the chat who is logged in to the shop.
const who = document.querySelector("#who");

document.querySelector("#login").addEventListener("click", async () => {
  const token = await (await fetch("/token")).text();
  who.textContent = "Logged in as Grace.";
  await window.ChatmountFrame.identify(token);
  who.textContent = "Logged in as Grace, and the chat knows.";
});
