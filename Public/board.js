// Keeps the board current: the bench tells which tiles changed, and only those are touched. Filters at once, without asking the bench.
// Without this script states and the search are links and a form, and the page has a link Reload.

const board = document.querySelector("[data-board]");

function begin() {
    const chips = [...board.querySelectorAll("[data-chip]")];
    const search = board.querySelector("[data-board-search]");
    const field = search.querySelector("input[type=search]");
    const noHits = board.querySelector("[data-no-hits]");
    const announcer = board.querySelector("[data-announcer]");
    const live = board.querySelector("[data-live-state]");
    // What is asked of ten thousand tiles at each key is not read from the page each time.
    const tiles = new Map([...board.querySelectorAll("[data-mac]")].map((tile) => [tile.dataset.mac, {
        tile, mac: tile.dataset.mac, mark: tile.dataset.mark, name: tile.querySelector("span").textContent.toLowerCase(), isShown: true,
    }]));
    // The bench filtered the page: what is not on it cannot be shown by taking the filter away.
    const isWhole = !new URLSearchParams(location.search).get("state") && !new URLSearchParams(location.search).get("q");
    let mark = new URLSearchParams(location.search).get("state") ?? "";
    let text = field.value.trim().toLowerCase();

    function fits(each, bare) {
        if (mark && each.mark !== mark) return false;
        return !text || (bare && each.mac.includes(bare)) || each.name.includes(text);
    }

    /// Shows a tile or hides it, as the filter says; whether it is shown.
    function place(each, bare) {
        const isShown = fits(each, bare);
        if (isShown !== each.isShown) each.tile.hidden = !isShown;
        each.isShown = isShown;
        return isShown;
    }

    const withoutSigns = () => text.replaceAll(/[:.-]/g, "");

    let count = tiles.size;

    function filter() {
        count = 0;
        const bare = withoutSigns();
        for (const each of tiles.values()) if (place(each, bare)) count += 1;
        noHits.hidden = count > 0 || tiles.size === 0;
        for (const chip of chips) {
            if (chip.dataset.chip === mark) chip.setAttribute("aria-current", "true");
            else chip.removeAttribute("aria-current");
        }
    }

    function choose(newMark, newText) {
        [mark, text] = [newMark, newText.trim().toLowerCase()];
        const query = new URLSearchParams();
        if (mark) query.set("state", mark);
        if (text) query.set("q", newText.trim());
        const address = location.pathname + (query.size ? `?${query}` : "");
        if (!isWhole) return location.assign(address);
        history.replaceState(null, "", address);
        filter();
        announcer.textContent = `${count}`;
    }

    for (const chip of chips) {
        chip.addEventListener("click", (event) => {
            event.preventDefault();
            choose(chip.dataset.chip, field.value);
        });
    }
    search.addEventListener("submit", (event) => {
        event.preventDefault();
        choose(mark, field.value);
    });
    // Keys that come faster than the page is drawn are one.
    let isDue = false;
    if (isWhole) field.addEventListener("input", () => {
        if (isDue) return;
        isDue = true;
        requestAnimationFrame(() => {
            isDue = false;
            choose(mark, field.value);
        });
    });

    function renew(each, { mark, sign, word, name, scanned }) {
        each.mark = mark;
        each.name = name.toLowerCase();
        each.tile.dataset.mark = mark;
        each.tile.toggleAttribute("data-scanned", scanned);
        const link = each.tile.firstElementChild;
        link.querySelector("b").textContent = sign;
        link.querySelector("i").textContent = word;
        link.querySelector("span").textContent = name;
    }

    function takeIn({ data }) {
        const change = JSON.parse(data);
        // Devices came or went: the page is made anew.
        if (String(change.structure) !== board.dataset.structure) return location.reload();
        const bare = withoutSigns();
        for (const tile of change.tiles) {
            const each = tiles.get(tile.mac);
            if (!each) continue;
            renew(each, tile);
            place(each, bare);
        }
        for (const chip of chips) {
            const number = chip.dataset.chip ? change.counts[chip.dataset.chip] : change.total;
            const place = chip.querySelector("[data-count]");
            if (place.textContent !== String(number)) place.textContent = number;
        }
        board.querySelector("[data-scanned-count]").textContent = change.scanned;
        if (mark || text) noHits.hidden = tiles.size === 0 || [...tiles.values()].some((each) => each.isShown);
    }

    function showLive(isLive) {
        live.hidden = false;
        live.querySelector("[data-on]").hidden = !isLive;
        live.querySelector("[data-off]").hidden = isLive;
    }

    const source = new EventSource(board.dataset.board);
    source.addEventListener("open", () => showLive(true));
    source.addEventListener("error", () => {
        showLive(false);
        // Refused for good: the session is over.
        if (source.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 3000);
    });
    source.addEventListener("board", takeIn);
    addEventListener("pagehide", () => source.close());
    addEventListener("pageshow", (event) => event.persisted && location.reload());
}

if (board) begin();
