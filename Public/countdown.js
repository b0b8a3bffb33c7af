// Says beside a time how far away it is, ahead or behind. Without this script the time itself is there.

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
    return `${Math.floor(seconds / length)} ${unit} ago`;
}

function show(time, words) {
    let distance = time.nextElementSibling;
    if (!distance?.classList.contains("distance")) {
        distance = document.createElement("span");
        distance.className = "distance";
        time.after(" ", distance);
    }
    if (distance.textContent !== `(${words})`) distance.textContent = `(${words})`;
}

function tick() {
    for (const time of document.querySelectorAll("time[data-countdown], time[data-age]")) {
        const seconds = Math.round((new Date(time.dateTime) - Date.now()) / 1000);
        show(time, "countdown" in time.dataset ? ahead(seconds) : behind(-seconds));
    }
}

tick();
setInterval(tick, 1000);
// What has just been fetched anew does not wait for the next second.
document.addEventListener("refreshed", tick);
