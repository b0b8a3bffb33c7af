// Says below a rule or a schedule what it means, while it is typed; the phone's own screen listens to the keys of a keypad.
// Without this script a button "Explain" does the former, and links and buttons the latter.

const patience = 350;

/// The text that tells what a field means.
function explanationOf(control) {
    return document.getElementById(`${control.id}-explanation`);
}

function show(area, markup) {
    const isUnfolded = area.querySelector("details")?.open;
    const nodes = new DOMParser().parseFromString(markup.trim(), "text/html").body.childNodes;
    area.replaceChildren(...nodes);
    const details = area.querySelector("details");
    if (details && isUnfolded) details.open = true;
}

async function explain(control, area, state) {
    state.request?.abort();
    const request = new AbortController();
    state.request = request;
    const form = new FormData(control.form);
    // Secrets that are typed stay here.
    for (const secret of control.form.querySelectorAll("input[type=password]")) form.delete(secret.name);
    form.set("explain", control.name);
    try {
        const answer = await fetch("/explanation", {
            method: "POST", body: new URLSearchParams(form), signal: request.signal,
            headers: { Accept: "text/html" }, cache: "no-store",
        });
        if (answer.ok && !answer.redirected) {
            show(area, await answer.text());
            // Nobody reads what stands under the bar at the foot of the window.
            if (document.activeElement === control) area.scrollIntoView({ block: "nearest" });
        }
    } catch {
        // A newer text is on its way, or the phone restarts: the text that stands there stays.
    }
}

function follow(form) {
    const states = new Map();
    form.addEventListener("input", ({ target }) => {
        const area = target.id && explanationOf(target);
        if (!area || !target.form) return;
        const state = states.get(target) ?? {};
        states.set(target, state);
        clearTimeout(state.timer);
        state.timer = setTimeout(() => explain(target, area, state), patience);
    });
}

for (const form of document.forms) {
    if (form.querySelector(".explanation")) follow(form);
}

/// The keys of the phone's own screen.
const handset = document.querySelector("[data-handset]");
if (handset) {
    const lines = () => [...handset.querySelectorAll("[data-digit]")];
    const move = (step) => {
        const all = lines();
        if (!all.length) return;
        const place = all.indexOf(document.activeElement);
        all[(place < 0 ? (step > 0 ? 0 : all.length - 1) : place + step + all.length) % all.length].focus();
    };
    document.addEventListener("keydown", (event) => {
        if (event.ctrlKey || event.altKey || event.metaKey) return;
        const isTyping = event.target.matches("input, textarea, select");
        if (event.key === "Escape") return handset.querySelector("[data-back]")?.click();
        if (isTyping) return;
        if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            event.preventDefault();
            return move(event.key === "ArrowDown" ? 1 : -1);
        }
        lines().find((line) => line.dataset.digit === event.key)?.click();
    });
    if (!document.querySelector("[autofocus]")) lines()[0]?.focus({ preventScroll: true });
}
