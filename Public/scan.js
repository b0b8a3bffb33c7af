// The scan field: a scanner types faster than the bench answers, so that codes wait in a queue and are sent one after the other, in their
// order; while the bench cannot be reached they wait too. What came of each is shown, beeped and spoken.
// Without this script each code is a form that is sent.

const desk = document.querySelector("[data-scan]");

function begin() {
    const field = document.getElementById("scan");
    const said = desk.querySelector("[data-said]");
    const list = desk.querySelector("[data-said-list]");
    const waiting = desk.querySelector("[data-waiting]");
    const ended = desk.querySelector("[data-ended]");
    const signs = desk.querySelector("[data-signs]").content;
    const switches = { sound: desk.querySelector("[data-sound]"), speech: desk.querySelector("[data-speech]") };
    const queue = [];
    let isSending = false;
    let context;

    // A browser that keeps nothing has the switches as they are at first.
    const kept = {
        get: (name) => { try { return localStorage.getItem(`onhook-bench-${name}`); } catch { return null; } },
        set: (name, value) => { try { localStorage.setItem(`onhook-bench-${name}`, value); } catch { /* nothing is kept */ } },
    };
    desk.querySelector("[data-switches]").hidden = false;
    for (const [name, box] of Object.entries(switches)) {
        box.checked = kept.get(name) !== "off";
        box.addEventListener("change", () => {
            kept.set(name, box.checked ? "on" : "off");
            field.focus();
        });
    }

    /// Two short tones up, or one long tone down there: heard across a room without a look.
    function beep(isGood) {
        if (!switches.sound.checked || !window.AudioContext) return;
        context ??= new AudioContext();
        context.resume();
        const tones = isGood ? [[880, 0, 0.07], [1320, 0.08, 0.09]] : [[196, 0, 0.45]];
        for (const [pitch, start, length] of tones) {
            const [tone, volume] = [context.createOscillator(), context.createGain()];
            tone.type = isGood ? "sine" : "sawtooth";
            tone.frequency.value = pitch;
            volume.gain.value = 0.2;
            tone.connect(volume).connect(context.destination);
            tone.start(context.currentTime + start);
            tone.stop(context.currentTime + start + length);
        }
    }

    function speak(text) {
        if (!switches.speech.checked || !window.speechSynthesis) return;
        // Whoever scans on does not want to hear of the one before.
        speechSynthesis.cancel();
        const words = new SpeechSynthesisUtterance(text);
        words.lang = document.documentElement.lang;
        speechSynthesis.speak(words);
    }

    function remember() {
        if (said.dataset.outcome === "none") return;
        const line = document.createElement("li");
        line.dataset.outcome = said.dataset.outcome;
        line.append(...[...said.childNodes].map((each) => each.cloneNode(true)));
        if (said.dataset.mac) {
            const link = document.createElement("a");
            link.href = desk.dataset.devices + said.dataset.mac;
            link.textContent = signs.querySelector("i").textContent;
            line.append(" ", link);
        }
        list.prepend(line);
        while (list.children.length > 100) list.lastElementChild.remove();
    }

    function show(answer) {
        remember();
        said.dataset.outcome = answer.outcome;
        said.dataset.mac = answer.mac ?? "";
        said.querySelector("b").textContent = signs.querySelector(`[data-outcome="${answer.outcome}"]`).textContent;
        said.querySelector("span").textContent = answer.text;
        desk.querySelector("[data-scanned]").textContent = answer.scanned;
        desk.querySelector("[data-total]").textContent = answer.devices;
        const progress = desk.querySelector("[data-progress]");
        progress.max = Math.max(answer.devices, 1);
        progress.value = answer.scanned;
        beep(answer.outcome !== "refused");
        speak(answer.spoken);
    }

    const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

    function showQueue(isStuck) {
        waiting.hidden = !isStuck;
        waiting.querySelector("[data-waiting-count]").textContent = queue.length;
    }

    /// Sends one; whether it is done with.
    async function send({ address, body }) {
        const answer = await fetch(address, {
            method: "POST",
            headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded", "X-CSRF-Token": desk.dataset.token },
            body: new URLSearchParams(body),
            redirect: "error",
        });
        if (answer.status === 401 || answer.status === 403) {
            queue.length = 0;
            ended.hidden = false;
            beep(false);
            return;
        }
        // What the bench cannot do just now, it may do in a moment.
        if (answer.status >= 500) throw new Error(String(answer.status));
        if (!answer.ok) return location.reload();
        show(await answer.json());
        queue.shift();
    }

    async function sendAll() {
        if (isSending) return;
        isSending = true;
        while (queue.length) {
            try {
                await send(queue[0]);
                showQueue(false);
            } catch {
                showQueue(true);
                await pause(1500);
            }
        }
        isSending = false;
    }

    field.form.addEventListener("submit", (event) => {
        event.preventDefault();
        const scan = field.value;
        field.value = "";
        field.focus();
        if (!scan.trim()) return;
        queue.push({ address: desk.dataset.scan, body: { scan } });
        sendAll();
    });

    for (const form of desk.querySelectorAll(`form[action="${desk.dataset.undo}"]`)) {
        form.addEventListener("submit", (event) => {
            event.preventDefault();
            queue.push({ address: desk.dataset.undo, body: {} });
            sendAll();
            field.focus();
        });
    }

    // A scanner types wherever the focus is: what is typed beside all fields goes into the scan field.
    document.addEventListener("keydown", (event) => {
        const isBeside = !event.target.closest("input, textarea, select, button, a, summary");
        if (isBeside && event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey) field.focus();
    });

    // Scans that wait are lost with the page.
    addEventListener("beforeunload", (event) => {
        if (queue.length) event.preventDefault();
    });
}

if (desk) begin();
