import {
  ChatWidget
} from "./chunk-QLPGXWGS.js";
import "./chunk-BX6LJH36.js";
import "./chunk-DPN46NZF.js";
export {
  ChatWidget
};
