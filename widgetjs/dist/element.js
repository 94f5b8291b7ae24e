import {
  ChatWidget
} from "./chunk-NUEWQLAQ.js";
import "./chunk-XRHH35JF.js";
export {
  ChatWidget
};
