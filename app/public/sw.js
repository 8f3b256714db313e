// Without a network, a page that says so instead of the browser's own; and where somebody stood at a door, that door, which
// goes on. Both pages are for everybody and say nothing of anybody. Nothing else is kept.

const page = '/offline';
const style = '/assets/main.css';
// The name carries the hash of the sheet: a new sheet is a new worker and a new cache.
const name = `offline ${style}`;

const doors = ['/offline/door', '/en/offline/door'];
// A door, and a ticket that was read by the camera app of a phone.
const atDoor = /^(\/en)?\/(manage\/events\/[^/]+\/sessions\/[^/]+\/door|tickets\/[^/]+)$/;
// What a door is made of.
const parts = [
  '/assets/boot.js',
  '/assets/door.js',
  '/assets/app.js',
  '/assets/app.wasm',
  '/assets/atkinson-latin.woff2',
  '/assets/atkinson-latin-ext.woff2',
];
// So long a door waits for the net before it goes on without.
const PATIENCE = 5_000;

const kept = (path) => caches.match(path, { ignoreVary: true });

async function keep(paths) {
  await (await caches.open(name)).addAll(paths);
}

async function install() {
  const door = await kept(doors[0]);
  await keep([page, style]);
  // Whoever had a door has it still.
  if (door) await keep([...doors, ...parts]);
}

addEventListener('install', (event) => {
  skipWaiting();
  event.waitUntil(install());
});

addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([
    // The page is asked for while this worker still wakes up.
    registration.navigationPreload?.enable(),
    caches.keys().then((names) => Promise.all(names.filter((old) => old !== name).map((old) => caches.delete(old)))),
  ]));
});

addEventListener('message', (event) => {
  if (event.data !== 'door') return;
  const [port] = event.ports;
  const all = [...doors, ...parts].map(async (path) => (await kept(path)) ?? keep([path]));
  const said = Promise.all(all).then(() => true, () => false);
  event.waitUntil(said.then((done) => port.postMessage(done)));
});

async function fromNet(event) {
  return (await event.preloadResponse) ?? (await fetch(event.request));
}

async function answer(event) {
  try {
    return await fromNet(event);
  } catch {
    return (await kept(page)) ?? Response.error();
  }
}

async function answerAtDoor(event, path) {
  const door = await kept(doors[path.startsWith('/en/') ? 1 : 0]);
  if (!door) return answer(event);
  const late = new Promise((resolve) => { setTimeout(() => resolve(door), PATIENCE); });
  // A house that is there and cannot answer is as far away as one without a net.
  const told = fromNet(event).then((answer) => (answer.status < 500 ? answer : door), () => door);
  return Promise.race([told, late]);
}

addEventListener('fetch', (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname;
  // A form that could not be sent is the browser's to send again.
  if (request.mode === 'navigate' && request.method === 'GET') {
    event.respondWith(atDoor.test(path) ? answerAtDoor(event, path) : answer(event));
  } else if (path === style) {
    event.respondWith(fetch(request).catch(() => kept(style)));
  } else if (parts.includes(path)) {
    // The name carries the hash of what it holds.
    event.respondWith(kept(path).then((part) => part ?? fetch(request)));
  }
});
