// Keeps the live part of a page current: when the phone reports events, the part is fetched anew, once for all that come together.
// Without this script the page has a link Reload.

const area = document.querySelector("[data-live]");
const sections = document.querySelector("[data-sections]");
const announcer = document.querySelector("[data-announcer]");
const events = [
    "ready", "status", "attempt", "resync", "onboarding", "revision", "upgrade", "upgraded", "login", "dry-run", "restart",
];

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
    if (!area) return;
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

/// The rows of a section, folded ones too, by their labels.
function rowsOf(section) {
    return [...section.querySelectorAll("dl > div")];
}

/// Shows what has changed in a section. Only texts that differ are touched, so that a selection and what is unfolded stay.
function renew(old, made) {
    const [rows, madeRows] = [rowsOf(old), rowsOf(made)];
    const labels = (list) => list.map((row) => row.firstElementChild.textContent).join("\n");
    const words = (section) => [...section.querySelectorAll(".help, .notice, button")].map((each) => each.textContent).join("\n");
    if (labels(rows) !== labels(madeRows) || words(old) !== words(made)) {
        for (const details of made.querySelectorAll("details[id]")) {
            details.open = document.getElementById(details.id)?.open ?? details.open;
        }
        const focused = old.contains(document.activeElement) ? keyOf(document.activeElement) : null;
        old.replaceWith(made);
        if (focused) made.querySelector(focused)?.focus({ preventScroll: true });
        return;
    }
    rows.forEach((row, index) => {
        const [value, madeValue] = [row.lastElementChild, madeRows[index].lastElementChild];
        if (value.isEqualNode(madeValue)) return;
        const hadFocus = value.contains(document.activeElement);
        value.replaceChildren(...madeValue.childNodes);
        if (hadFocus) value.querySelector("a")?.focus({ preventScroll: true });
    });
}

/// The event names all sections in their order, and holds those that differ.
function renewSections({ data }) {
    const { order, changed } = JSON.parse(data);
    const cards = sections?.querySelector(".cards");
    if (!cards) return;
    const find = (id) => document.getElementById(id)?.closest("section");
    for (const id of order) {
        const made = changed[id] && new DOMParser().parseFromString(changed[id], "text/html").querySelector("section");
        const old = find(id);
        if (made && old) renew(old, made);
        if (made && !old) cards.append(made);
    }
    for (const card of [...cards.children]) {
        if (!order.includes(card.getAttribute("aria-labelledby"))) card.remove();
    }
    // One that is new stands at the end until here.
    if ([...cards.children].some((card, index) => card.getAttribute("aria-labelledby") !== order[index])) {
        for (const id of order) if (find(id)) cards.append(find(id));
    }
}

let source;
const followed = area ?? sections;
if (followed?.dataset.events) {
    source = new EventSource(followed.dataset.events);
    source.addEventListener("sections", renewSections);
    // A page that is left needs no stream; one that is shown again from the browser's memory is loaded anew.
    addEventListener("pagehide", () => source.close());
    addEventListener("pageshow", (event) => event.persisted && location.reload());
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
