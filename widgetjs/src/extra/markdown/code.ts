import type { Translate } from "../../i18n/index.js";
import { h, setText } from "../../ui/dom.js";
import { drawn, icon } from "../../ui/icons.js";

const sheets = "M9 9h11v11H9zM5 15H4V4h11v1";

/** Shows code that can be scrolled, also by keyboard, and copied. */
export function code(text: string, language: string, t: Translate): HTMLElement {
  const shown = h("code", null, text);
  const said = h("span", { class: "hidden", role: "status" }); // the button's new look, for those who listen
  const take = async () => {
    try {
      await navigator.clipboard.writeText(text); // there is none on plain http
      copy.replaceChildren(icon("check"));
      setText(said, t("copied"));
    } catch {
      getSelection()?.selectAllChildren(shown); // then one key copies it
    }
  };
  const copy = h("button", { class: "copy", "aria-label": t("copy"), click: () => void take() }, drawn(sheets));
  return h("div", { class: "code", "data-language": language }, copy, h("pre", { tabindex: 0 }, shown), said);
}
