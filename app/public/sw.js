// Without a network, a page that says so instead of the browser's own. Nothing else is kept.

const page = '/offline';
const style = '/assets/main.css';
// The name carries the hash of the sheet: a new sheet is a new worker and a new cache.
const name = `offline ${style}`;

addEventListener('install', (event) => {
  skipWaiting();
  event.waitUntil(caches.open(name).then((cache) => cache.addAll([page, style])));
});

addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([
    // The page is asked for while this worker still wakes up.
    registration.navigationPreload?.enable(),
    caches.keys().then((names) => Promise.all(names.filter((old) => old !== name).map((old) => caches.delete(old)))),
  ]));
});

async function answer(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return (await caches.match(page)) ?? Response.error();
  }
}

addEventListener('fetch', (event) => {
  const { request } = event;
  // A form that could not be sent is the browser's to send again.
  if (request.mode === 'navigate' && request.method === 'GET') {
    event.respondWith(answer(event));
  } else if (new URL(request.url).pathname === style) {
    event.respondWith(fetch(request).catch(() => caches.match(style)));
  }
});
