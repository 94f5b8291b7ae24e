/** A conversation in the widget of the script tag, which is what is shipped. */
import type { Page } from "playwright-core";
import type { Message, Part } from "../../src/client/index.js";
import { going, initial } from "./fake-client.js";

/** A part that needs more than the core. */
export const card: Part = { type: "card", title: "Rucksack", text: "30 litres" };

export async function shown(page: Page, messages: readonly Message[]): Promise<void> {
  await page.evaluate(async (given) => {
    const widget = await window.Chatmount!.init();
    const nothing = async () => {};
    widget.client = { state: given, subscribe: () => () => {}, start: nothing, read: nothing, typing: nothing, close: nothing } as unknown as NonNullable<typeof widget.client>;
    widget.open();
  }, { ...initial, ...going, messages });
}
