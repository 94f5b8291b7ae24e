import {
  ChatWidget
} from "./chunk-FD35D4ZG.js";
import "./chunk-W4KFXA4W.js";
import "./chunk-DPN46NZF.js";
export {
  ChatWidget
};
