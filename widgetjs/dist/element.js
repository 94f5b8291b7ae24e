import {
  ChatWidget
} from "./chunk-747N7JMT.js";
import "./chunk-OM4S4MTO.js";
import "./chunk-DPN46NZF.js";
export {
  ChatWidget
};
