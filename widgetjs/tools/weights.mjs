// What files weigh, which of ours a page loads, and the table of both in docs/performance.md.
import { readdirSync, readFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

// From the folder of the package, where its scripts run and its tests, which are compiled to elsewhere.
const dist = "dist/";

/** The page with the table, and where the table stands in it. */
export const page = "../docs/performance.md";
export const section = /(?<=<!-- weights -->\n)[^]*?(?=\n<!-- \/weights -->)/;

/** What bytes weigh: as they are, by gzip -9 and by brotli 11. */
export function weigh(...files) {
  const weight = { plain: 0, gzip: 0, brotli: 0 };
  for (const bytes of files) {
    weight.plain += bytes.length;
    weight.gzip += gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION }).length;
    weight.brotli += brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
  }
  return weight;
}

/** The names of the built files that a page with the script tag loads. Of the languages it loads one at most, and English needs none. */
export function loaded() {
  const later = readdirSync(dist).filter((name) => /-[0-9a-f]{16}\.js$/.test(name) && !name.startsWith("lang-"));
  const loader = ["widget.js"];
  return { loader, core: [...loader, ...later.filter((name) => name.startsWith("core-"))], everything: [...loader, ...later] };
}

const counted = {
  loader: "all that a page loads with the script tag until somebody is about to use the chat",
  core: "and what it loads then: window, client, styles, English",
  everything: "and what it loads with the first message that is more than text and choices",
};

/** Our own rows. */
export function ours() {
  return Object.entries(loaded()).map(([name, files]) => ({
    name: `chatmount, ${name}`, weight: weigh(...files.map((file) => readFileSync(dist + file))), counted: counted[name],
  }));
}

const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
const row = (...cells) => `| ${cells.join(" | ")} |`;

/** The table, with our own rows as they are now, and the peers' as they were measured on a day. */
export function render({ date, peers }) {
  const own = ours();
  const { gzip } = own.at(-1).weight;
  return [
    `Peers in their versions of ${date}, gzip beside everything of ours:`,
    "",
    row("", "as published", "gzip -9", "brotli 11", "beside ours", "what is counted"),
    "|---|---|---|---|---|---|",
    ...[...own, ...peers].map(({ name, weight, counted: what }) =>
      row(name, kB(weight.plain), kB(weight.gzip), kB(weight.brotli), peers.some((peer) => peer.name === name) ? `${(weight.gzip / gzip).toFixed(1)} x` : "", what)),
  ].join("\n");
}

/** Reads a table back: the day, our own rows and the peers'. */
export function parse(table) {
  const [date] = /\d{4}-\d\d-\d\d/.exec(table);
  const cells = table.split("\n").filter((line) => line.includes(" kB |")).map((line) => line.slice(2, -2).split(" | "));
  const rows = cells.map(([name, plain, gzip, brotli, , what]) => {
    const [a, b, c] = [plain, gzip, brotli].map((text) => Math.round(parseFloat(text) * 1000));
    return { name, weight: { plain: a, gzip: b, brotli: c }, counted: what };
  });
  const isOurs = ({ name }) => name.startsWith("chatmount,");
  return { date, own: rows.filter(isOurs), peers: rows.filter((one) => !isOurs(one)) };
}
