// Suggestions below the search box while somebody types (ARIA, "Combobox Pattern"). Without this script Enter leads to the page of hits.

const box = document.getElementById("search");
const list = document.getElementById("search-hits");

let hits = [];
let active = -1;
let asked = 0;
let timer;

function close() {
    hits = [];
    active = -1;
    list.hidden = true;
    list.replaceChildren();
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
}

function activate(number) {
    active = number;
    for (const [index, option] of [...list.children].entries()) {
        option.setAttribute("aria-selected", String(index === active));
        if (index === active) option.scrollIntoView({ block: "nearest" });
    }
    if (active < 0) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", list.children[active].id);
}

function go(hit) {
    const there = new URL(hit.path, location.href);
    close();
    box.blur();
    // Where the address stays the same, the browser reports nothing.
    if (there.href === location.href) dispatchEvent(new HashChangeEvent("hashchange"));
    else location.assign(there);
}

function optionOf(hit, index) {
    const option = document.createElement("li");
    option.id = `search-hit-${index + 1}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const place = document.createElement("span");
    place.textContent = hit.place;
    option.append(hit.label, " ", place);
    // Before the box loses the focus.
    option.addEventListener("mousedown", (event) => {
        event.preventDefault();
        go(hit);
    });
    return option;
}

async function ask() {
    const text = box.value.trim();
    const number = ++asked;
    if (!text) return close();
    const query = new URLSearchParams({ q: text.slice(0, 100), limit: "8" });
    try {
        const answer = await fetch(`${box.dataset.search}?${query}`, { headers: { Accept: "application/json" } });
        if (number !== asked || !answer.ok) return;
        ({ hits } = await answer.json());
    } catch {
        return; // the phone cannot be reached: Enter will tell
    }
    if (number !== asked || document.activeElement !== box) return;
    list.replaceChildren(...hits.map(optionOf));
    list.hidden = hits.length === 0;
    box.setAttribute("aria-expanded", String(hits.length > 0));
    activate(-1);
}

if (box && list) {
    for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", list.id], ["aria-autocomplete", "list"]]) {
        box.setAttribute(name, value);
    }
    box.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(ask, 120);
    });
    box.addEventListener("keydown", (event) => {
        if (event.isComposing) return;
        if (event.key === "Escape" && !list.hidden) {
            event.preventDefault();
            close();
        } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && hits.length) {
            event.preventDefault();
            const step = event.key === "ArrowDown" ? 1 : -1;
            activate(active < 0 && step < 0 ? hits.length - 1 : (active + step + hits.length) % hits.length);
        } else if (event.key === "Enter" && active >= 0) {
            event.preventDefault();
            go(hits[active]);
        }
    });
    box.addEventListener("blur", close);
    // The key that search boxes have in many programs; not where somebody types.
    addEventListener("keydown", (event) => {
        if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
        if (document.activeElement?.matches("input, select, textarea, [contenteditable]")) return;
        event.preventDefault();
        box.focus();
        box.select();
    });
}
