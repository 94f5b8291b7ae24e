// An esbuild plugin that takes files in place of others, as `go build -overlay` does and from the same list,
// which the environment names: so tests are run with a deliberate defect, and nothing in the tree is changed.
import { readFileSync } from "node:fs";
import { dirname } from "node:path";

const list = process.env.CHATMOUNT_OVERLAY;
const replace = list === undefined ? {} : JSON.parse(readFileSync(list, "utf8")).Replace;

export const overlay = {
  name: "overlay",
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, ({ path }) =>
      path in replace ? { contents: readFileSync(replace[path], "utf8"), loader: "ts", resolveDir: dirname(path) } : undefined,
    );
  },
};
