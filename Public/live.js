// Keeps the live part of a page current: when the phone reports events, the part is fetched anew, once for all that come together.
// Without this script the page has a link Reload.

const area = document.querySelector("[data-live]");
const announcer = document.querySelector("[data-announcer]");
const events = ["ready", "status", "attempt", "resync", "onboarding", "revision", "upgrade", "upgraded", "dry-run", "restart"];

/// What tells an element of the old part from the others, so that it is found again in the new one.
function keyOf(element) {
    if (element.id) return `#${CSS.escape(element.id)}`;
    const details = element.closest("details[id]");
    if (details && element.localName === "summary") return `#${CSS.escape(details.id)} > summary`;
    const link = element.getAttribute("href");
    return link ? `a[href="${CSS.escape(link)}"]` : null;
}

function replace(markup) {
    const unfolded = new Map([...area.querySelectorAll("details[id]")].map((each) => [each.id, each.open]));
    const focused = area.contains(document.activeElement) ? keyOf(document.activeElement) : null;
    const before = area.querySelector("[data-summary]")?.textContent;

    area.replaceChildren(...new DOMParser().parseFromString(markup, "text/html").body.childNodes);

    for (const details of area.querySelectorAll("details[id]")) {
        details.open = unfolded.get(details.id) ?? details.open;
    }
    if (focused) area.querySelector(focused)?.focus({ preventScroll: true });
    const after = area.querySelector("[data-summary]")?.textContent;
    document.dispatchEvent(new Event("refreshed"));
    if (announcer && after !== before) announcer.textContent = after ?? "";
}

/// The page stays as it is, and says so.
function end() {
    source.close();
    const note = document.querySelector("[data-ended]");
    if (note) note.hidden = false;
    if (announcer) announcer.textContent = note?.textContent ?? "";
}

const pause = () => new Promise((done) => setTimeout(done, 120));

let isFetching = false;
let isStale = false;

async function refresh() {
    isStale = true;
    if (isFetching) return;
    isFetching = true;
    try {
        while (isStale) {
            await pause();
            isStale = false;
            const answer = await fetch(area.dataset.live, { headers: { Accept: "text/html" }, cache: "no-store" });
            // A redirect leads to the login.
            if (answer.redirected) return end();
            if (answer.ok) replace(await answer.text());
        }
    } catch {
        // The phone restarts or cannot be reached; the event source tries again, and "ready" comes when it can.
    } finally {
        isFetching = false;
    }
}

let source;
if (area) {
    source = new EventSource(area.dataset.events);
    for (const name of events) source.addEventListener(name, refresh);
    // While it tries again, it is connecting; closed for good means that it was refused.
    source.addEventListener("error", () => {
        if (source.readyState === EventSource.CLOSED) end();
    });
}

/// A link to an attempt unfolds it.
function unfoldTarget() {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!(target instanceof HTMLDetailsElement)) return;
    for (let each = target; each; each = each.parentElement.closest("details")) each.open = true;
    target.scrollIntoView();
}

addEventListener("hashchange", unfoldTarget);
unfoldTarget();
