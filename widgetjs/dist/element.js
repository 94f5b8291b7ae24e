import {
  ChatWidget
} from "./chunk-JKXASPGR.js";
import "./chunk-OIJBR4C2.js";
import "./chunk-DPN46NZF.js";
export {
  ChatWidget
};
