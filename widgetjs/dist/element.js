import {
  ChatWidget
} from "./chunk-ERAD2TYU.js";
import "./chunk-H3PFYMH3.js";
import "./chunk-DPN46NZF.js";
export {
  ChatWidget
};
