// Brings a page to life. Every page loads this; only a page with an island loads the wasm.

async function wake(islands) {
  // Both at once: the wasm need not wait for the script that reads it.
  const wasm = fetch('/assets/app.wasm');
  const app = await import('/assets/app.js');
  await app.default({ module_or_path: wasm });
  app.hydrate();
  // In document order, so that an outer island is awake before what is inside its children.
  for (const island of islands) {
    island.closest('leptos-children')?.$$on_hydrate?.();
    await app[island.dataset.component](island);
  }
  // For tests, and for styles that promise nothing too early.
  document.documentElement.dataset.awake = '';
}

const islands = document.querySelectorAll('leptos-island');
if (islands.length > 0) wake(islands);

// A browser that is interrupted, or will not have it, is asked again on the next page.
if (window.isSecureContext) navigator.serviceWorker?.register('/sw.js').catch(() => {});

/** Whose lists of doors are here, until when, and how much waits to be sent; nothing where nothing may be kept. */
function kept() {
  try {
    return localStorage.door?.split(' ') ?? [];
  } catch {
    return [];
  }
}

// The door of a session goes on without the net, where the browser lets a page have what that takes.
const door = window.isSecureContext && document.querySelector('[data-door]');
if (door) import('/assets/door.js').then(({ start }) => start(door));

/** True of each form that signs this browser out. */
function signsOut({ target: form, submitter }) {
  const { pathname } = new URL(form.action);
  return pathname.endsWith('/sign-out')
    || (pathname.endsWith('/account/erase') && form.elements.sure?.checked)
    || (pathname.endsWith('/account/logins') && submitter?.value === 'all');
}

// What a phone keeps of a door is for whoever was at it, and not for longer than that takes.
addEventListener('submit', (event) => {
  const { target: form, submitter } = event;
  if (kept().length === 0 || 'leaves' in form.dataset || !signsOut(event)) return;
  event.preventDefault();
  import('/assets/door.js').then(({ leave }) => leave(form, submitter)).catch(() => {
    form.dataset.leaves = '';
    form.requestSubmit(submitter);
  });
});
const [keeper, until, waits] = kept();
const who = document.documentElement.dataset.who ?? keeper;
if (keeper && !door && (who !== keeper || until < Date.now() || waits > 0)) import('/assets/door.js').then(({ look }) => look(who));
