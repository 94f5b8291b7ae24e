import {
  ChatWidget
} from "./chunk-A7HLEQL7.js";
import "./chunk-WYZ7655E.js";
import "./chunk-DPN46NZF.js";
export {
  ChatWidget
};
