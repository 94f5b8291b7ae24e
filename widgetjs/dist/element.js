import {
  ChatWidget
} from "./chunk-JWHHP7DJ.js";
import "./chunk-BWFU4BSI.js";
import "./chunk-DPN46NZF.js";
export {
  ChatWidget
};
