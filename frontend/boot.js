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

if (window.isSecureContext) navigator.serviceWorker?.register('/sw.js');
