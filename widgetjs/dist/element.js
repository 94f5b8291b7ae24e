import {
  ChatWidget
} from "./chunk-JFSSW76C.js";
import "./chunk-LNSMUYAQ.js";
import "./chunk-DPN46NZF.js";
export {
  ChatWidget
};
