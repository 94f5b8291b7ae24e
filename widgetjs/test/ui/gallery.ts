/** Serves the gallery until it is interrupted: `npm run gallery`. */
import { openSite } from "./site.js";

const { url } = await openSite();
process.stdout.write(`${url}gallery\n`);
