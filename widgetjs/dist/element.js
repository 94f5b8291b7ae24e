import {
  ChatWidget
} from "./chunk-ULZ7NZ77.js";
import "./chunk-5FMJLIZS.js";
import "./chunk-DPN46NZF.js";
export {
  ChatWidget
};
