// Counts what was changed in a form and not yet submitted, marks it, and asks before it is lost.

function isChanged(control) {
    if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
    if (control instanceof HTMLSelectElement) {
        return [...control.options].some((option) => option.selected !== option.defaultSelected);
    }
    return control.type !== "hidden" && control.value !== control.defaultValue;
}

for (const form of document.querySelectorAll("form[data-unsaved]")) {
    const hint = form.querySelector("[data-unsaved-hint]");
    if (!hint) continue;
    let count = 0;
    let isLeaving = false;

    const update = () => {
        count = 0;
        for (const field of form.querySelectorAll(".field")) {
            const isDirty = [...field.querySelectorAll("input, select, textarea")].some(isChanged);
            field.classList.toggle("dirty", isDirty);
            if (isDirty) count += 1;
        }
        const text = count === 0 ? "" : (count === 1 ? hint.dataset.one : hint.dataset.many).replace("%n", count);
        if (hint.textContent !== text) hint.textContent = text;
    };

    form.addEventListener("input", update);
    form.addEventListener("change", update);
    document.addEventListener("submit", (event) => {
        isLeaving = event.target === form || event.target.id === "undo";
    });
    addEventListener("beforeunload", (event) => {
        if (count > 0 && !isLeaving) event.preventDefault();
    });
    // A browser that comes back to the page fills in what was typed.
    addEventListener("pageshow", () => {
        isLeaving = false;
        update();
    });
    update();
}
