import {
  ChatWidget
} from "./chunk-LXN7OFM5.js";
import "./chunk-AGX7XH7P.js";
import "./chunk-DPN46NZF.js";
export {
  ChatWidget
};
