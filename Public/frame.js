// The navigation where there is little room: a button unfolds it, Escape or a step out of it folds it away.
// Without this script the button is a link, and the address of the navigation shows it.

const side = document.getElementById("navigation");
const opener = document.querySelector("[data-menu]");

function show(isOpen) {
    side.classList.toggle("open", isOpen);
    opener.setAttribute("aria-expanded", String(isOpen));
}

function close() {
    if (!side.classList.contains("open")) return;
    show(false);
    opener.focus();
}

if (side && opener) {
    const closer = side.querySelector("[data-menu-close]");
    opener.setAttribute("role", "button");
    opener.setAttribute("aria-controls", side.id);
    opener.setAttribute("aria-expanded", "false");
    closer.setAttribute("role", "button");
    for (const each of [opener, closer]) {
        // What says that it is a button is pressed as one.
        each.addEventListener("keydown", (event) => {
            if (event.key !== " ") return;
            event.preventDefault();
            each.click();
        });
    }
    opener.addEventListener("click", (event) => {
        event.preventDefault();
        show(true);
        (side.querySelector("[aria-current]") ?? closer).focus();
    });
    closer.addEventListener("click", (event) => {
        event.preventDefault();
        close();
    });
    side.addEventListener("keydown", (event) => {
        if (event.key === "Escape") close();
    });
    side.addEventListener("focusout", (event) => {
        if (event.relatedTarget && !side.contains(event.relatedTarget)) show(false);
    });
}
