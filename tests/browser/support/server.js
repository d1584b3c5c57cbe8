// The built digest as a plain static host would serve it: gzip, no cleverness, a strict policy.
import { createServer } from "node:http";
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { folder } from "./site.js";

const TYPES = {
  ".atom": "application/atom+xml", ".css": "text/css", ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon", ".jpg": "image/jpeg", ".js": "text/javascript", ".json": "application/json",
  ".png": "image/png", ".rss": "application/rss+xml", ".svg": "image/svg+xml", ".txt": "text/plain",
  ".webp": "image/webp", ".woff2": "font/woff2", ".xml": "application/xml", ".xsl": "text/xsl",
};
// Hosts compress the types that they know; `.bin` is none of them.
const COMPRESSED = /\.(woff2|png|jpg|webp|bin)$/;

/** Rules of `_headers` as hosts read them: a path, which may end in `*`, then a line for each header. */
async function rules() {
  const text = await readFile(path.join(folder(), "_headers"), "utf8").catch(() => "");
  const found = [];
  for (const line of text.split("\n").filter((line) => line.trim() && !line.startsWith("#"))) {
    const [name, value] = line.trim().split(/:\s*(.*)/);
    if (line.startsWith("/")) found.push({ path: line.trim(), headers: {} });
    else found.at(-1).headers[name] = value;
  }
  return found;
}

function headersOf(rules, pathname) {
  const fits = ({ path }) => (path.endsWith("*") ? pathname.startsWith(path.slice(0, -1)) : path === pathname);
  return Object.assign({}, ...rules.filter(fits).map(({ headers }) => headers));
}

/** Serves the digest on a free port. `hold(pattern)` keeps answers back until its result is called. */
export async function serve() {
  const held = new Set();
  const written = await rules();
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    for (const hold of held) if (hold.pattern.test(pathname)) await hold.released;
    const { status, file } = await find(decodeURIComponent(pathname));
    const bytes = await readFile(file).catch(() => Buffer.from("not found"));
    const body = COMPRESSED.test(file) ? bytes : gzipSync(bytes, { level: 9 });
    response.writeHead(status, {
      "Content-Type": TYPES[path.extname(file)] ?? "application/octet-stream",
      "Content-Security-Policy": "default-src 'self'",
      "X-Content-Type-Options": "nosniff",
      "Content-Length": body.length,
      ...headersOf(written, pathname),
      ...(body === bytes ? {} : { "Content-Encoding": "gzip" }),
    });
    response.end(body);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    hold(pattern) {
      const hold = { pattern };
      hold.released = new Promise((release) => { hold.release = release; });
      held.add(hold);
      return () => { held.delete(hold); hold.release(); };
    },
    close() {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  };
}

async function find(pathname) {
  const root = folder();
  const file = path.join(root, pathname.endsWith("/") ? `${pathname}index.html` : pathname);
  const there = file.startsWith(root) && (await stat(file).catch(() => null))?.isFile();
  return there ? { status: 200, file } : { status: 404, file: path.join(root, "404.html") };
}
