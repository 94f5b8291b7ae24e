// Minifies the style sheets that the source imports as text.
import { readFileSync } from "node:fs";
import { transformSync } from "esbuild";

/** An esbuild plugin. */
export const minifiedStyles = {
  name: "minified-styles",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, ({ path }) => {
      const { code } = transformSync(readFileSync(path, "utf8"), { loader: "css", minify: true, target: "es2022", legalComments: "none" });
      return { contents: `export default ${JSON.stringify(unspaced(code.trim()))}`, loader: "js" };
    });
  },
};

/** Takes away spaces that esbuild leaves in the values of custom properties. */
function unspaced(css) {
  return css.replace(/("[^"]*")|(--[\w-]+:|,) /g, (_, quoted, before) => quoted ?? before);
}
