// Lets the words of a time keep up with the clock, ahead or behind. Without this script they are those of when the page was made.
// The words stand in the page, in its language: %n and %m are numbers.

const words = document.getElementById("times")?.dataset;
const units = [[86400, "days"], [3600, "hours"], [60, "minutes"], [1, "seconds"]];

const filled = (text, n, m) => text.replace("%n", n).replace("%m", m);

function ahead(seconds) {
    if (seconds <= 0) return words.due;
    const first = units.findIndex(([length]) => seconds >= length);
    const [[length, unit], finer] = [units[first], units[first + 1]];
    return filled(words[unit], Math.floor(seconds / length), finer ? Math.floor((seconds % length) / finer[0]) : 0);
}

function behind(seconds) {
    if (seconds < 60) return words.now;
    const [length, unit] = units.find(([length]) => seconds >= length);
    const count = Math.floor(seconds / length);
    return count === 1 && unit === "days" ? words.dayAgo : filled(words[`${unit}Ago`], count);
}

function tick() {
    for (const time of document.querySelectorAll("time[data-countdown], time[data-age]")) {
        const seconds = Math.round((new Date(time.dateTime) - Date.now()) / 1000);
        const said = "countdown" in time.dataset ? ahead(seconds) : behind(-seconds);
        if (time.textContent !== said) time.textContent = said;
    }
}

if (words) {
    tick();
    setInterval(tick, 1000);
    // What has just been fetched anew does not wait for the next second.
    document.addEventListener("refreshed", tick);
}
