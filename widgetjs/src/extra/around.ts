import type { State } from "../client/index.js";
import { focus, h } from "../ui/dom.js";
import { nameOf } from "../ui/row.js";
import type { View } from "../ui/view.js";
import { createAlerts } from "./alerts.js";
import { form } from "./form.js";
import { createMenu } from "./menu.js";
import { createNudges } from "./nudges.js";
import { rating } from "./rating.js";
import { download, transcript } from "./transcript.js";
import type { Format } from "./transcript.js";

/** What stands around a conversation: alerts, the menu, the form before it, the rating after it, nudges. */
export type Around = ReturnType<typeof createAround>;

/** Puts around a conversation what stands there, and keeps it up to date. */
export function createAround(view: View) {
  const { context } = view;
  const { client, options, i18n } = context;
  const { t } = i18n;
  const stop = new AbortController();
  const alerts = createAlerts(view, stop.signal);
  const nudges = createNudges(view, options.nudges, stop.signal);
  let toggleMenu: (() => void) | undefined;
  let prechat: HTMLElement | null = null;
  let rated: HTMLElement | null = null;

  const exported = (format: Format) => transcript(client, i18n, ({ author }) => nameOf(author, context), format);

  const items = () => {
    const save = (format: Format, type: string, extension: string) => async () =>
      download(await exported(format), `chat-${new Date().toISOString().slice(0, 10)}.${extension}`, type);
    const toggleNotifications = async () => {
      const wanted = !alerts.notifies();
      return (await alerts.allowNotifications(wanted)) !== wanted && t("blocked");
    };
    return [
      { label: t("sound"), checked: alerts.sounds, press: () => alerts.allowSound(!alerts.sounds()) },
      ...("Notification" in globalThis ? [{ label: t("notify"), checked: alerts.notifies, press: toggleNotifications }] : []),
      { label: t("asText"), press: save("text", "text/plain;charset=utf-8", "txt") },
      { label: t("asJson"), press: save("json", "application/json", "json") },
    ];
  };

  /** The form before the first message stands in the composer's place, and the focus follows. */
  const renderPrechat = ({ conversation, messages }: State, { log, composer }: NonNullable<View["window"]>) => {
    const wanted = conversation === null && messages.length === 0 && options.prechat;
    if (!wanted === !prechat) return;
    const hadFocus = (prechat ?? composer.element).matches(":focus-within");
    composer.element.hidden = !!wanted;
    if (wanted) {
      const { title, fields, submit } = wanted;
      const asks = form({ type: "form", id: "prechat", fields, submit: submit || t("begin") }, context);
      prechat = h("div", { class: "prechat" }, h("h3", null, title || t("before")), asks);
      log.after.append(prechat);
    } else {
      prechat!.remove();
      prechat = null;
    }
    if (hadFocus) focus(prechat ? prechat.querySelector<HTMLElement>("input, select, textarea") : composer.input);
  };

  const renderRating = ({ ended }: State, { log, scroll }: NonNullable<View["window"]>) => {
    if (!ended) {
      rated?.remove();
      rated = null;
    } else if (!rated && options.rating) {
      rated = h("div", null, rating(context));
      log.after.append(rated);
      scroll.settle();
    }
  };

  /** Puts into the window what belongs there now; called when it is opened too. */
  const render = (state: State) => {
    if (view.isOpen || state.messages.length > 0) nudges.hide();
    if (!view.window) return;
    renderPrechat(state, view.window);
    renderRating(state, view.window);
  };

  const changed = (state: State, previous: State) => {
    alerts.changed(state, previous);
    render(state);
  };

  const unsubscribe = client.subscribe(changed);
  render(client.state);

  return {
    changed,
    render,
    export: exported,
    nudge: nudges.show,

    /** Opens or closes the menu. */
    toggleMenu(button: HTMLElement): void {
      (toggleMenu ??= createMenu(button, items()))();
    },

    destroy(): void {
      unsubscribe();
      stop.abort();
    },
  };
}
