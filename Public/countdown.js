// Says beside a time how far away it is. Without this script the time itself is there.

function words(milliseconds) {
    const seconds = Math.round(milliseconds / 1000);
    if (seconds <= 0) return "due now";
    const parts = [
        [Math.floor(seconds / 86400), "d"],
        [Math.floor(seconds / 3600) % 24, "h"],
        [Math.floor(seconds / 60) % 60, "min"],
        [seconds % 60, "s"],
    ];
    const first = parts.findIndex(([count]) => count > 0);
    return `in ${parts.slice(first, first + 2).map(([count, unit]) => `${count} ${unit}`).join(" ")}`;
}

function tick() {
    for (const time of document.querySelectorAll("time[data-countdown]")) {
        let countdown = time.nextElementSibling;
        if (!countdown?.classList.contains("countdown")) {
            countdown = document.createElement("span");
            countdown.className = "countdown";
            time.after(" ", countdown);
        }
        const text = `(${words(new Date(time.dateTime) - Date.now())})`;
        if (countdown.textContent !== text) countdown.textContent = text;
    }
}

tick();
setInterval(tick, 1000);
