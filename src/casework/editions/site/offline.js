// Put in front of JupyterLite's service worker: the newest file while there is a network, the last one seen when there is none.
const KEPT = "casework-site";
// These are messages between the page and its Python, not files.
const MESSAGES = ["/api/drive", "/api/stdin/", "/api/service-worker-heartbeat"];

// The start page was there before this worker, which has not seen it.
self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(["./", "index.html"])).catch(() => {})); // a full disk
});

self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin || MESSAGES.some((one) => pathname.includes(one))) return;
  event.stopImmediatePropagation(); // JupyterLite's own listener would fetch it a second time
  event.respondWith(newestOrKept(event));
});

async function newestOrKept(event) {
  const kept = await caches.open(KEPT);
  try {
    const reply = await fetch(event.request);
    if (reply.ok && reply.status === 200) event.waitUntil(kept.put(event.request, reply.clone()).catch(() => {})); // a full disk
    return reply;
  } catch (error) {
    const found = await kept.match(event.request, { ignoreSearch: event.request.mode === "navigate" });
    if (found) return found;
    throw error;
  }
}
