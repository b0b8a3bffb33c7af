// What makes a tab of Voice quicker to use: fields that are led to are unfolded and focused, the filter works at once, and a default is
// filled in by a button. Without this script there are links and boxes for all of it.

const form = document.querySelector("form.settings");

/// A link to a field unfolds what it stands in and goes there.
function goToTarget() {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target || !form.contains(target)) return;
    for (let each = target.closest("details"); each; each = each.parentElement.closest("details")) each.open = true;
    const field = target.closest(".field");
    (field ?? target).scrollIntoView({ block: field ? "center" : "start" });
    if (field) target.focus({ preventScroll: true });
}

/// The control that holds a field's value, with that value in it.
function fill(field, text) {
    const boxes = field.querySelectorAll(".checks input[type=checkbox]");
    for (const box of boxes) box.checked = text.split("|").includes(box.value);
    const control = boxes[0] ?? field.querySelector(".control > input, .control > select, .control > textarea");
    if (!boxes.length) control.value = text;
    control.focus();
    return control;
}

/// The box `NAME.reset` becomes a button that shows the default at once; typing something else takes it back.
function offerReset(details) {
    const box = details.querySelector("input[name$='.reset']");
    if (!box || box.hidden) return;
    const field = details.closest(".field");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "small";
    button.append(...box.nextElementSibling.cloneNode(true).childNodes);
    box.hidden = true;
    box.parentElement.hidden = true;
    box.parentElement.after(button);
    const value = details.querySelector("[data-default]")?.textContent ?? "";
    button.addEventListener("click", () => {
        fill(field, value).dispatchEvent(new Event("input", { bubbles: true }));
        box.checked = true;
        box.dispatchEvent(new Event("change", { bubbles: true }));
    });
    field.querySelector(".control").addEventListener("input", () => (box.checked = false));
}

if (form) {
    for (const details of form.querySelectorAll(".about[open]")) offerReset(details);
    form.addEventListener("toggle", (event) => {
        if (event.target.matches(".about[open]")) offerReset(event.target);
    }, { capture: true });

    const filter = document.querySelector("[data-changed-only]");
    filter?.setAttribute("role", "button");
    filter?.setAttribute("aria-pressed", "false");
    filter?.addEventListener("click", (event) => {
        event.preventDefault();
        const isOn = form.classList.toggle("changed-only");
        filter.setAttribute("aria-pressed", String(isOn));
    });

    const folding = document.querySelector("[data-fold]");
    folding?.setAttribute("role", "button");
    folding?.addEventListener("click", (event) => {
        event.preventDefault();
        const isUnfolding = folding.textContent === folding.dataset.unfold;
        for (const section of form.querySelectorAll("details.section")) section.open = isUnfolding;
        folding.textContent = isUnfolding ? folding.dataset.fold : folding.dataset.unfold;
    });

    for (const button of document.querySelectorAll(".toolbar [role=button]")) {
        button.addEventListener("keydown", (event) => {
            if (event.key !== " ") return;
            event.preventDefault();
            button.click();
        });
    }

    addEventListener("hashchange", goToTarget);
    goToTarget();
}
