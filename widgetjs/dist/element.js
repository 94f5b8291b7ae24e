import {
  ChatWidget
} from "./chunk-LB6ZJCAS.js";
import "./chunk-BX6LJH36.js";
import "./chunk-DPN46NZF.js";
export {
  ChatWidget
};
