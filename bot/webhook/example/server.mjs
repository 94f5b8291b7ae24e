import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
createServer(async (request, response) => {
	const header = (name) => String(request.headers["chatmount-" + name]);
	const body = Buffer.concat(await request.toArray()).toString();
	const signed = `${header("timestamp")}\n${header("turn")}\n${body}`;
	const want = Buffer.from("v1=" + createHmac("sha256", process.env.SECRET).update(signed).digest("hex"));
	const got = Buffer.from(header("signature"));
	const fresh = Math.abs(Date.now() / 1000 - Number(header("timestamp"))) < 300;
	if (!fresh || got.length !== want.length || !timingSafeEqual(got, want)) return response.writeHead(401).end();
	response.setHeader("Content-Type", "application/json");
	response.end(JSON.stringify({ text: `You said: ${JSON.parse(body).text}` }));
}).listen(process.env.PORT, "127.0.0.1", function () { console.log(this.address().port); });
