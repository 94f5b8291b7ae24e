/** The module that is loaded when somebody is about to open the window. */
export { windowStyles } from "../styles/window.js";
export { ChatWindow } from "./chatwindow.js";
