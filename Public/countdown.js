// Lets the words of a time keep up with the clock, ahead or behind. Without this script they are those of when the page was made.

const units = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];

function ahead(seconds) {
    if (seconds <= 0) return "due now";
    const first = units.findIndex(([length]) => seconds >= length);
    const [[length, unit], finer] = [units[first], units[first + 1]];
    const rest = finer ? ` ${Math.floor((seconds % length) / finer[0])} ${finer[1]}` : "";
    return `in ${Math.floor(seconds / length)} ${unit}${rest}`;
}

function behind(seconds) {
    if (seconds < 60) return "just now";
    const [length, unit] = units.find(([length]) => seconds >= length);
    const count = Math.floor(seconds / length);
    return unit === "d" ? `${count} day${count === 1 ? "" : "s"} ago` : `${count} ${unit} ago`;
}

function tick() {
    for (const time of document.querySelectorAll("time[data-countdown], time[data-age]")) {
        const seconds = Math.round((new Date(time.dateTime) - Date.now()) / 1000);
        const words = "countdown" in time.dataset ? ahead(seconds) : behind(-seconds);
        if (time.textContent !== words) time.textContent = words;
    }
}

tick();
setInterval(tick, 1000);
// What has just been fetched anew does not wait for the next second.
document.addEventListener("refreshed", tick);
