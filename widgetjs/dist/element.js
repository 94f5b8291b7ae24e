import {
  ChatWidget
} from "./chunk-LHT3CTMR.js";
import "./chunk-H3PFYMH3.js";
import "./chunk-DPN46NZF.js";
export {
  ChatWidget
};
