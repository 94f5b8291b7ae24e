import {
  ChatWidget
} from "./chunk-MCVLIP2L.js";
import "./chunk-PA7N3IRC.js";
import "./chunk-DPN46NZF.js";
export {
  ChatWidget
};
