/** Keeps the status page up to date: what has changed in a newer one takes the place of what stands there. */

const EVERY_MS = 3000;
const PATIENCE_MS = 10_000;

/** The page as it would be now; null when it could not be had. Markup in a string may not be parsed under our policy. */
function fetchPage(): Promise<Document | null> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("GET", "/status");
    request.responseType = "document";
    request.timeout = PATIENCE_MS;
    request.addEventListener("loadend", () => resolve(request.responseXML));
    request.send();
  });
}

function take(fresh: Document): void {
  for (const section of fresh.querySelectorAll("main > [id]")) {
    const shown = document.getElementById(section.id);
    if (shown && !shown.isEqualNode(section)) shown.replaceWith(document.adoptNode(section));
  }
}

async function refresh(): Promise<void> {
  const fresh = await fetchPage();
  document.getElementById("unreachable")?.toggleAttribute("hidden", fresh !== null);
  if (!fresh) return;
  // Whoever is no longer signed in gets the form instead.
  if (fresh.querySelector("main") === null) location.reload();
  else take(fresh);
}

async function run(): Promise<void> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    if (document.hidden) await shown();
    await refresh();
  }
}

/** Nobody looks at a page in the background. */
function shown(): Promise<void> {
  return new Promise((resolve) => {
    document.addEventListener("visibilitychange", () => resolve(), { once: true });
  });
}

void run();
