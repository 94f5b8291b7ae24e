/** The pages that the widget is developed, tested and shown on, served under a strict policy. */
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { deflateSync, crc32 } from "node:zlib";
import { build } from "esbuild";
import { minifiedStyles } from "../../tools/styles.mjs";

/** The policy of a strict host, under which the widget must work without a report. The scenes also need pictures. */
export const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";

/** The folder of the package. */
export const root = packageRoot(dirname(fileURLToPath(import.meta.url)));
const gallery = join(root, "../examples/gallery");
const here = join(root, "test/ui");

/** The pages, being served. */
export interface Site {
  readonly url: string;
  /** Paths that were asked for, in order. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** Builds and serves the pages: "/" to develop and test on, "/script" with the script tag, "/gallery". */
export async function openSite(): Promise<Site> {
  const scripts = { "/page.js": await bundle("test/ui/page.ts"), "/gallery.js": await bundle("../examples/gallery/gallery.ts") };
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    requests.push(pathname);
    const [type, body] = resource(pathname, scripts);
    const media = /^\/(gallery)?$/.test(pathname) ? "; img-src 'self'; media-src 'self'" : "";
    response.writeHead(body ? 200 : 204, { "Content-Type": type, "Content-Security-Policy": policy + media });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bundle(entry: string): Promise<Uint8Array> {
  const { outputFiles } = await build({ entryPoints: [join(root, entry)], bundle: true, format: "iife", target: "es2022", write: false, sourcemap: "inline", plugins: [minifiedStyles] });
  return outputFiles[0]!.contents;
}

type Resource = [type: string, body: Uint8Array | null];

function resource(path: string, scripts: Readonly<Record<string, Uint8Array>>): Resource {
  const built = /^\/chat\/(widget|[a-z-]+-[0-9a-f]{16})\.js$/.exec(path); // what is served is what is shipped
  if (built || scripts[path]) return ["text/javascript; charset=utf-8", built ? readFileSync(join(root, "dist", `${built[1]}.js`)) : scripts[path]!];
  if (path === "/gallery") return ["text/html; charset=utf-8", readFileSync(join(gallery, "index.html"))];
  if (path === "/gallery.css") return ["text/css", readFileSync(join(gallery, "gallery.css"))];
  if (path === "/" || path === "/script") return ["text/html; charset=utf-8", readFileSync(join(here, path === "/" ? "page.html" : "script.html"))];
  if (path === "/page.css") return ["text/css", readFileSync(join(here, "page.css"))];
  const picture = /^\/chat\/files\/(\d)\.png$/.exec(path);
  return picture ? ["image/png", gradient(Number(picture[1]))] : ["text/plain", null];
}

/** Draws a picture, so that the scenes need no files. */
function gradient(seed: number): Uint8Array {
  const [width, height] = [480, 300];
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const hill = y > 170 + 60 * Math.sin(x / 70 + seed * 2) ? 0.6 : 1;
      const at = y * (1 + width * 3) + 1 + x * 3;
      rows[at] = hill * (90 + seed * 30 + x / 8);
      rows[at + 1] = hill * (200 - seed * 25 - y / 6);
      rows[at + 2] = hill * (120 + y / 3);
    }
  }
  const size = Buffer.from([0, 0, 1, 224, 0, 0, 1, 44, 8, 2, 0, 0, 0]);
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", size), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

function chunk(name: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** The tests run compiled, from elsewhere. */
function packageRoot(folder: string): string {
  return existsSync(join(folder, "src/element.ts")) ? folder : packageRoot(dirname(folder));
}
