import {
  ChatWidget
} from "./chunk-C5XO7HSJ.js";
import "./chunk-XRHH35JF.js";
export {
  ChatWidget
};
