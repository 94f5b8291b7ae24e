/** Firefox as Debian ships it, driven by Playwright over WebDriver BiDi, with what that lacks made up for. */
import { firefox } from "playwright-core";
import type { Browser, LaunchOptions } from "playwright-core";

const preferences = {
  "browser.chrome.site_icons": false, // an icon that nobody asked for is a report of a strict policy
  "remote.events.async.mouse.enabled": true, // else no click gets into the frame of another site
  "remote.events.async.wheel.enabled": true,
};

/** Clicks are events of the window, which has to be larger than any page in it. */
const screen = { MOZ_HEADLESS_WIDTH: "1600", MOZ_HEADLESS_HEIGHT: "1200" };

export async function openFirefox(options: LaunchOptions): Promise<Browser> {
  const browser = await firefox.launch({
    ...options,
    channel: "moz-firefox",
    executablePath: process.env["FIREFOX"] ?? "/usr/bin/firefox-esr",
    env: { ...process.env, ...screen },
    firefoxUserPrefs: { ...preferences, ...options.firefoxUserPrefs },
  });
  correct((browser as unknown as Inside)["_connection"].toImpl(browser)["_connection"]);
  return browser;
}

/** What is used of Playwright's inside, whose version is pinned. */
interface Inside {
  readonly _connection: { toImpl(browser: unknown): { _connection: Connection } };
}
interface Connection {
  readonly browserSession: { send(method: string, params: object): Promise<{ result?: { type: string; value?: { context: string } } }> };
  rawSend(command: Command): void;
  _dispatchMessage(answer: object): void;
}
interface Command {
  readonly id: number;
  readonly method: string;
  readonly params: { readonly context?: string; readonly actions?: readonly { readonly type: string }[] };
}

/**
 * Playwright tells each new context which colours the person prefers, by a command that is younger than Debian's Firefox:
 * it is answered here. And Firefox gives keys to the page itself, also when a frame in it has the focus: they are led there.
 */
function correct(connection: Connection): void {
  const send = connection.rawSend.bind(connection);
  connection.rawSend = (command) => {
    const { id, method, params } = command;
    if (method === "emulation.setMediaFeaturesOverride") {
      queueMicrotask(() => connection["_dispatchMessage"]({ type: "success", id, result: {} }));
    } else if (method === "input.performActions" && params.actions?.[0]?.type === "key") {
      void focused(connection, params.context!).then((context) => send({ ...command, params: { ...params, context } }));
    } else {
      send(command);
    }
  };
}

/** The frame that has the focus, as deep as it may be, or the page. */
async function focused(connection: Connection, context: string): Promise<string> {
  const expression = `(() => {
    let { activeElement: active } = document;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return active?.localName === "iframe" ? active.contentWindow : null;
  })()`;
  const { result } = await connection.browserSession.send("script.evaluate", { expression, target: { context, sandbox: "focus" }, awaitPromise: false }).catch(() => ({ result: undefined }));
  return result?.type === "window" ? focused(connection, result.value!.context) : context;
}
