import {
  ChatWidget
} from "./chunk-RZ5I447K.js";
import "./chunk-IB4TNS3R.js";
import "./chunk-DPN46NZF.js";
export {
  ChatWidget
};
