// Counts down the seconds in which a change has to be confirmed, on a clock that nobody sets. Without this script the number is that of
// when the page was made.

const start = performance.now();

function tick() {
    const passed = (performance.now() - start) / 1000;
    for (const element of document.querySelectorAll("[data-remaining]")) {
        const left = Math.max(0, Math.ceil(Number(element.dataset.remaining) - passed));
        const words = `${left} s`;
        if (element.textContent !== words) element.textContent = words;
        if (left === 0 && "reload" in element.dataset && passed > 1) {
            clearInterval(timer);
            // The old values come back within a moment.
            setTimeout(() => location.reload(), 1500);
        }
    }
}

const timer = setInterval(tick, 500);
tick();
