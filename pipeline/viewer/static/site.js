// Nijimaku: what a page can do beyond being read. No library, no request except for the page's own data files.
// A classic script and not an ES module: browsers refuse modules on pages opened from a disk.
"use strict";
(() => {
  const root = document.documentElement;
  const $ = (query, from = document) => from.querySelector(query);
  const $$ = (query, from = document) => [...from.querySelectorAll(query)];

  // ------------------------------------------------------------------ what is remembered, and the address
  const store = {
    get(key) { try { return localStorage.getItem("nijimaku." + key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem("nijimaku." + key, value); } catch { /* private window: not remembered */ } },
  };
  const query = () => new URLSearchParams(location.search);
  function inAddress(changes) {
    const params = query();
    for (const [key, value] of Object.entries(changes)) value ? params.set(key, value) : params.delete(key);
    const text = params.toString();
    try { history.replaceState(null, "", location.pathname + (text ? "?" + text : "") + location.hash); }
    catch { /* pages opened from a disk keep their address */ }
    for (const link of $$('a[rel="alternate"]')) link.search = text ? "?" + text : "";
  }

  // ------------------------------------------------------------------ text made comparable
  // Width, case and kana do not matter: ＡＰＩ finds api, リョウシ finds りょうし. `at` maps back to the original.
  function comparable(text) {
    let out = "";
    const at = [];
    for (let i = 0; i < text.length;) {
      let unit = String.fromCodePoint(text.codePointAt(i));
      const start = i;
      i += unit.length;
      while (i < text.length && /[\u3099\u309a\uff9e\uff9f\u0300-\u036f]/.test(text[i])) unit += text[i++]; // half-width ﾞ too
      for (let char of unit.normalize("NFKC").toLowerCase()) {
        const code = char.charCodeAt(0);
        if (code >= 0x30a1 && code <= 0x30f6) char = String.fromCharCode(code - 0x60);
        if (/[\s・]/.test(char)) char = " ";
        if (char === "’") char = "'";
        for (let k = 0; k < char.length; k++) at.push(start);
        out += char;
      }
    }
    at.push(text.length);
    return { out, at };
  }
  const plain = (text) => comparable(text).out.trim();

  // ------------------------------------------------------------------ every page: appearance, dates
  function applyTheme(value) {
    if (value === "light" || value === "dark") root.dataset.theme = value; else delete root.dataset.theme;
  }
  applyTheme(store.get("theme"));
  const themeChoice = $("[data-theme-choice]");
  if (themeChoice) {
    themeChoice.value = store.get("theme") || "auto";
    themeChoice.addEventListener("change", () => { store.set("theme", themeChoice.value); applyTheme(themeChoice.value); });
  }
  function relativeDates() {
    const words = new Intl.RelativeTimeFormat(root.lang, { numeric: "auto" });
    const full = new Intl.DateTimeFormat(root.lang, { dateStyle: "long", timeZone: "UTC" });
    const today = new Date();
    const now = Date.UTC(today.getFullYear(), today.getMonth(), today.getDate());
    for (const time of $$("time[datetime]")) {
      const then = Date.parse(time.dateTime + "T00:00:00Z");
      if (Number.isNaN(then)) continue;
      const days = Math.round((then - now) / 86400000), size = Math.abs(days);
      time.title = full.format(then);
      time.textContent = size < 45 ? words.format(days, "day")
        : size < 330 ? words.format(Math.round(days / 30.44), "month") : words.format(Math.round(days / 365.25), "year");
    }
  }
  relativeDates();

  if (document.body.classList.contains("catalogue")) catalogue();
  if (document.body.classList.contains("episode")) episode();

  // ------------------------------------------------------------------ catalogue
  function catalogue() {
    const form = $("[data-filters]"), count = $("[data-count]"), none = $(".none"), reset = $("button[type=reset]");
    const cards = $$(".card").map((card) => ({
      card, tags: card.dataset.tags.split(" "), channel: card.dataset.channel, lang: card.dataset.lang, text: null,
    }));
    const fields = ["q", "channel", "lang", "tag"];
    function filter() {
      const want = Object.fromEntries(fields.map((name) => [name, form.elements[name].value]));
      const words = plain(want.q).split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const one of cards) {
        if (words.length && one.text === null) one.text = plain(one.card.textContent + " " + one.card.dataset.q);
        const fits = (!want.channel || one.channel === want.channel) && (!want.lang || one.lang === want.lang)
          && (!want.tag || one.tags.includes(want.tag)) && words.every((word) => one.text.includes(word));
        if (one.card.hidden === fits) one.card.hidden = !fits;
        shown += fits;
      }
      const how = shown === 0 ? count.dataset.none : shown === 1 ? count.dataset.one : count.dataset.many;
      count.textContent = how.replace("{n}", shown);
      none.hidden = shown > 0;
      reset.hidden = fields.every((name) => !want[name]);
      inAddress(want);
    }
    function fromAddress() {
      const params = query();
      for (const name of fields) {
        const field = form.elements[name], value = params.get(name) || "";
        if (name === "tag" && value && ![...field.options].some((option) => option.value === value)) field.add(new Option("#" + value, value));
        field.value = value;
      }
      filter();
    }
    for (const name of ["input", "change"]) form.addEventListener(name, filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(() => { filter(); form.elements.q.focus(); }));
    for (const link of $$(".card .tags a")) {
      link.addEventListener("click", (event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        history.replaceState(null, "", link.href);
        fromAddress();
        form.scrollIntoView({ block: "nearest" });
      });
    }
    fromAddress();
  }

  // ------------------------------------------------------------------ episode
  function episode() {
    const rows = $$(".s");
    const starts = new Float64Array(rows.length), ends = new Float64Array(rows.length);
    const indexOf = new Map();
    rows.forEach((row, index) => {
      const [start, end] = row.dataset.t.split(",");
      starts[index] = start / 1000;
      ends[index] = end / 1000;
      indexOf.set(row.id, index);
    });
    const dock = $(".dock"), main = $("#main");
    const length = main.dataset.ms / 1000;

    // ---- modes, remembered and in the address
    const media = $("audio, video");
    const state = { mode: "both", first: "en", columns: true, furigana: false, follow: true, again: false, slow: false };
    const params = query();
    for (const key of ["mode", "first"]) state[key] = params.get(key) || store.get(key) || state[key];
    for (const key of ["columns", "furigana", "follow"]) {
      const value = params.get(key) || store.get(key);
      if (value) state[key] = value === "1";
    }
    if (!["en", "ja", "both"].includes(state.mode)) state.mode = "both";
    if (!["en", "ja"].includes(state.first)) state.first = "en";
    const switches = Object.fromEntries($$("[data-switch]").map((button) => [button.dataset.switch, button]));
    function show() {
      root.dataset.mode = state.mode;
      state.first === "ja" ? root.dataset.first = "ja" : delete root.dataset.first;
      state.columns ? delete root.dataset.rows : root.dataset.rows = "";
      state.furigana ? root.dataset.furigana = "" : delete root.dataset.furigana;
      $(`input[name=mode][value=${state.mode}]`).checked = true;
      for (const [key, button] of Object.entries(switches)) {
        button.setAttribute("aria-pressed", String(key === "first" ? state.first === "ja" : state[key]));
      }
      switches.first.disabled = switches.columns.disabled = state.mode !== "both";
      if (state.furigana) furigana();
      if (media) for (const track of media.textTracks) { // over a video the browser's own captions follow the choice
        if (track.kind === "subtitles") track.mode = media.nodeName === "VIDEO" && [track.language, "both"].includes(state.mode) ? "showing" : "hidden";
      }
    }
    function set(key, value) {
      state[key] = value;
      if (key in { mode: 1, first: 1 }) { store.set(key, value); inAddress({ [key]: value }); }
      if (key in { columns: 1, furigana: 1, follow: 1 }) { store.set(key, value ? "1" : "0"); inAddress({ [key]: value ? "1" : "0" }); }
      if (key === "slow") player.rate = value ? 0.75 : 1;
      if (key === "again") held = value ? active : -1;
      const row = rows[active];
      const top = row && key in { mode: 1, first: 1, columns: 1, furigana: 1 } ? row.getBoundingClientRect().top : null;
      show();
      if (top !== null && top > 0 && top < innerHeight) scrollBy({ top: row.getBoundingClientRect().top - top, behavior: "instant" });
      if (key === "mode" || key === "first") { caption(); if (needle) find(field.value); }
    }
    for (const radio of $$("input[name=mode]")) radio.addEventListener("change", () => set("mode", radio.value));
    for (const [key, button] of Object.entries(switches)) {
      button.addEventListener("click", () => set(key, key === "first" ? (state.first === "ja" ? "en" : "ja") : !state[key]));
    }

    // ---- the player: a recording, or a clock with the same face
    const clock = {
      from: 0, at: 0, speed: 1, going: false, timer: 0,
      get time() { return Math.min(length, this.going ? this.from + (performance.now() - this.at) / 1000 * this.speed : this.from); },
      set time(value) { this.from = Math.max(0, Math.min(length, value)); this.at = performance.now(); tick(); },
      get paused() { return !this.going; },
      set rate(value) { this.from = this.time; this.at = performance.now(); this.speed = value; },
      play() { if (this.from >= length) this.from = 0; this.at = performance.now(); this.going = true; tick(); },
      pause() { this.from = this.time; this.going = false; tick(); },
    };
    const recording = media && {
      get time() { return media.currentTime; },
      set time(value) {
        wanted = value;
        if (media.readyState > 0) media.currentTime = value;
        tick();
      },
      get paused() { return media.paused; },
      set rate(value) { media.playbackRate = value; media.preservesPitch = true; },
      play() { media.play().catch(() => tick()); },
      pause() { media.pause(); },
    };
    let wanted = null; // where a recording should be that has not loaded or not arrived there yet
    const player = recording || clock;
    const now = () => wanted ?? player.time;
    if (media) {
      media.addEventListener("loadedmetadata", () => { if (wanted !== null) media.currentTime = wanted; });
      media.addEventListener("seeked", () => { wanted = null; });
      for (const name of ["play", "pause", "timeupdate", "seeked"]) media.addEventListener(name, () => tick());
    }

    const playButton = $("[data-play]"), slider = $("[data-seek]"), nowText = $("[data-now]"), back = $("[data-return]");
    const chapterLinks = $$(".chapters a").map((link) => ({ link, start: link.dataset.c / 1000 }));
    let active = -1, held = -1, frame = 0, seeking = false, away = false, wasRunning = null;
    const two = (value) => String(value).padStart(2, "0");
    function clockText(seconds) {
      const whole = Math.floor(seconds), hours = Math.floor(whole / 3600), rest = two(Math.floor(whole / 60) % 60) + ":" + two(whole % 60);
      return hours ? hours + ":" + rest : rest;
    }
    function indexAt(seconds) {
      let low = 0, high = rows.length;
      while (low < high) { const middle = (low + high) >> 1; starts[middle] <= seconds + 0.001 ? low = middle + 1 : high = middle; }
      return low - 1;
    }
    let painted = "";
    function tick() {
      const seconds = now(), running = !player.paused;
      if (held >= 0 && running && seconds >= ends[held]) { player.time = starts[held]; return; }
      if (running !== wasRunning) {
        wasRunning = running;
        dock.classList.toggle("running", running);
        if (running) dock.classList.add("begun");
        playButton.setAttribute("aria-label", running ? playButton.dataset.on : playButton.dataset.off);
        if (running) loadCues();
      }
      const text = clockText(seconds);
      if (text !== painted) {
        painted = text;
        nowText.textContent = text;
        if (!seeking) slider.value = seconds;
        slider.setAttribute("aria-valuetext", text);
      }
      const index = Math.max(0, indexAt(seconds));
      if (index !== active) activate(index, running);
      caption(seconds);
      if (running && seconds >= length && player === clock) clock.pause();
      cancelAnimationFrame(frame);
      clearTimeout(clock.timer);
      if (running) {
        if (document.hidden) clock.timer = setTimeout(tick, 250); else frame = requestAnimationFrame(tick);
      }
    }
    document.addEventListener("visibilitychange", () => tick());
    function activate(index, running) {
      const before = rows[active];
      if (before) { before.removeAttribute("aria-current"); reachable(before, false); }
      active = index;
      const row = rows[index];
      if (!row) return;
      row.setAttribute("aria-current", "true");
      reachable(row, true);
      if (state.again && running) held = held < 0 ? index : held;
      const seconds = starts[index];
      let here = null;
      for (const one of chapterLinks) { if (one.start <= seconds + 0.001) here = one.link; one.link.removeAttribute("aria-current"); }
      if (here) here.setAttribute("aria-current", "true");
      if (running && state.follow && !away) reveal(row);
    }
    // Only the current sentence is a tab stop (thousands would be a wall); arrows move it.
    function reachable(row, on) {
      row.firstElementChild.tabIndex = on ? 0 : -1;
      for (const term of $$(".term", row)) {
        if (on) { term.tabIndex = 0; term.setAttribute("role", "button"); } else { term.removeAttribute("tabindex"); term.removeAttribute("role"); }
      }
    }
    const calm = matchMedia("(prefers-reduced-motion: reduce)");
    function reveal(row) { // too far to glide: see settle
      if (Math.abs(row.getBoundingClientRect().top) > 2 * innerHeight) settle(row, "center");
      else row.scrollIntoView({ block: "center", behavior: calm.matches ? "instant" : "smooth" });
    }
    // Turns out of sight have guessed heights; as they are laid out the target moves, so look again.
    function settle(target, block, again = 4) {
      target.scrollIntoView({ block, behavior: "instant" });
      if (again) requestAnimationFrame(() => settle(target, block, again - 1));
    }
    function left() { // the reader scrolls on their own: stop pulling them back
      if (player.paused || !state.follow || away) return;
      away = true;
      back.hidden = false;
    }
    function returned() { away = false; back.hidden = true; }
    for (const name of ["wheel", "touchmove"]) addEventListener(name, left, { passive: true });
    back.addEventListener("click", () => { returned(); if (rows[active]) reveal(rows[active]); });

    function seek(seconds, { play = false, scroll = false } = {}) {
      returned();
      if (state.again) held = -1;
      player.time = Math.max(0, seconds);
      if (state.again) held = indexAt(seconds);
      dock.classList.add("begun");
      loadCues();
      if (play && player.paused) player.play();
      if (scroll && rows[active]) reveal(rows[active]);
    }
    function seekTo(index, options) {
      if (rows[index]) seek(starts[index] + 0.001, options);
    }
    const toggle = () => player.paused ? player.play() : player.pause();
    playButton.addEventListener("click", toggle);
    for (const button of $$("[data-step]")) button.addEventListener("click", () => step(Number(button.dataset.step)));
    function step(by) { seekTo(Math.max(0, Math.min(rows.length - 1, active + by)), { scroll: true }); }
    slider.addEventListener("input", () => { seeking = true; nowText.textContent = clockText(slider.value); slider.setAttribute("aria-valuetext", nowText.textContent); });
    slider.addEventListener("change", () => { seeking = false; seek(Number(slider.value), { scroll: true }); });

    // ---- click to seek, deep links
    $(".transcript").addEventListener("click", (event) => {
      if (event.target.closest(".term, .about, h3") || String(getSelection())) return;
      const row = event.target.closest(".s");
      if (!row) return;
      const link = event.target.closest("a.t");
      if (link) {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
      }
      linkTo(row.id);
      seekTo(indexOf.get(row.id), { play: Boolean(media) && !media.paused });
      if (link) link.focus({ preventScroll: true });
    });
    function linkTo(id) {
      try { history.replaceState(null, "", location.pathname + location.search + "#" + id); } catch { location.hash = id; }
    }
    function fromHash() {
      let id = "";
      try { id = decodeURIComponent(location.hash.slice(1)); } catch { return; }
      const target = id && document.getElementById(id);
      if (!target) return;
      const row = target.classList.contains("s") ? target : target.classList.contains("chapter") ? $(".s", target) : null;
      if (!row) return;
      seekTo(indexOf.get(row.id));
      settle(target, target === row ? "center" : "start");
    }
    addEventListener("hashchange", fromHash);

    // ---- captions and readings come as small scripts, only when they are wanted
    const here = $("script[src*='site.js']").src.replace(/assets\/site\.js.*/, "");
    const folder = new URL(".", location.href).href;
    const loading = {};
    function load(name) {
      return loading[name] ||= new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = new URL(name, folder).href;
        script.onload = resolve;
        script.onerror = reject;
        document.head.append(script);
      });
    }
    let cues = null, readings = null;
    window.nijimaku = { cues(data) { cues = data; caption(); }, readings(data) { readings = data; }, root: here };
    function loadCues() { load("cues.js").catch(() => { cues = { en: [], ja: [] }; }); }
    const boxes = { en: $("[data-caption=en]"), ja: $("[data-caption=ja]") };
    const lastCue = { en: 0, ja: 0 };
    function caption(seconds = now()) {
      if (!cues) return;
      const ms = seconds * 1000;
      for (const lang of ["en", "ja"]) {
        const list = cues[lang];
        let at = lastCue[lang];
        if (at >= list.length || list[at][0] > ms) at = 0;
        while (at < list.length && list[at][1] <= ms) at++;
        lastCue[lang] = at;
        const text = at < list.length && list[at][0] <= ms ? list[at][2] : "";
        if (boxes[lang].textContent !== text) boxes[lang].textContent = text;
      }
    }

    // ---- furigana, made for the rows near the window
    let watcher = null;
    function furigana() {
      if (watcher) return;
      watcher = new IntersectionObserver((seen) => {
        for (const one of seen) if (one.isIntersecting) { watcher.unobserve(one.target); for (const row of $$(".s", one.target)) ruby(row); }
      }, { rootMargin: "150% 0px" });
      load("readings.js").then(() => { for (const turn of $$(".turn")) watcher.observe(turn); }).catch(() => { watcher = null; });
    }
    function ruby(row) {
      const list = readings && readings[row.id], span = $(".ja", row);
      if (!list || !span || span.dataset.ruby) return;
      span.dataset.ruby = "1";
      const nodes = textNodes(span);
      for (let k = list.length - 3; k >= 0; k -= 3) {
        const [start, end, reading] = [list[k], list[k + 1], list[k + 2]];
        const node = nodes.find((one) => start >= one.start && end <= one.start + one.node.length);
        if (!node) continue; // a reading across a marked term: left out rather than misplaced
        const word = node.node.splitText(start - node.start);
        word.splitText(end - start);
        const made = document.createElement("ruby"), over = document.createElement("rt");
        over.textContent = reading;
        word.replaceWith(made);
        made.append(word, over);
      }
      index.delete(row);
    }
    function textNodes(span) {
      const walk = document.createTreeWalker(span, NodeFilter.SHOW_TEXT, (node) => node.parentNode.nodeName === "RT" ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
      const nodes = [];
      for (let start = 0, node = walk.nextNode(); node; node = walk.nextNode()) { nodes.push({ node, start }); start += node.length; }
      return nodes;
    }

    // ---- search in both languages
    const field = $("#find"), found = $("#found"), movers = $$("[data-find]");
    const index = new Map();
    let needle = "", hits = [], at = -1;
    const marks = window.Highlight && CSS.highlights ? new Highlight() : null;
    if (marks) CSS.highlights.set("find", marks);
    const textOf = (row) => {
      let entry = index.get(row);
      if (!entry) {
        entry = { parts: ["en", "ja"].map((lang) => {
          const span = $("." + lang, row), nodes = textNodes(span);
          return { lang, nodes, ...comparable(nodes.map((one) => one.node.data).join("")) };
        }), read: null };
        index.set(row, entry);
      }
      if (readings && entry.read === null) {
        const list = readings[row.id] || [], text = entry.parts[1].nodes.map((one) => one.node.data).join("");
        let said = "", last = 0;
        for (let k = 0; k < list.length; k += 3) { said += text.slice(last, list[k]) + list[k + 2]; last = list[k + 1]; }
        entry.read = comparable(said + text.slice(last)).out;
      }
      return entry;
    };
    function find(value) {
      needle = plain(value);
      for (const hit of hits) hit.classList.remove("hit", "here");
      hits = [];
      at = -1;
      if (marks) marks.clear();
      if (needle) {
        for (const row of rows) {
          const entry = textOf(row);
          let matched = false;
          for (const part of entry.parts) {
            if (state.mode !== "both" && part.lang !== state.mode) continue;
            for (let from = part.out.indexOf(needle); from >= 0; from = part.out.indexOf(needle, from + needle.length)) {
              matched = true;
              if (marks && marks.size < 2000) mark(part, part.at[from], part.at[from + needle.length - 1]);
            }
          }
          if (!matched && state.mode !== "en" && entry.read && entry.read.includes(needle)) matched = true;
          if (matched) { row.classList.add("hit"); hits.push(row); }
        }
      }
      for (const button of movers) button.hidden = hits.length === 0;
      found.textContent = needle ? (hits.length ? String(hits.length) : found.dataset.none) : "";
    }
    function mark(part, start, last) {
      const range = new Range(), text = part.nodes;
      const place = (offset) => { const node = text.findLast((one) => one.start <= offset); return [node.node, offset - node.start]; };
      const whole = part.nodes.at(-1);
      const joined = whole.start + whole.node.length;
      let end = last + 1;
      while (end < joined && part.at.includes(end) === false) end++; // a letter with its marks is one
      range.setStart(...place(start));
      const [node, offset] = place(end - 1);
      range.setEnd(node, offset + 1);
      marks.add(range);
    }
    function goToHit(by) {
      if (!hits.length) return;
      if (at >= 0) hits[at].classList.remove("here");
      if (at < 0) { // start from where the reader is
        const current = Math.max(0, active);
        at = by > 0 ? hits.findIndex((row) => indexOf.get(row.id) >= current) : hits.findLastIndex((row) => indexOf.get(row.id) <= current);
        if (at < 0) at = by > 0 ? 0 : hits.length - 1;
      } else at = (at + by + hits.length) % hits.length;
      hits[at].classList.add("here");
      found.textContent = found.dataset.hits.replace("{i}", at + 1).replace("{n}", hits.length);
      left();
      settle(hits[at], "center");
    }
    let waiting = 0;
    field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(() => find(field.value), 120); });
    field.addEventListener("focus", () => { load("readings.js").catch(() => {}); }, { once: true });
    field.addEventListener("keydown", (event) => {
      if (event.isComposing) return; // Enter that ends a Japanese conversion is not ours
      if (event.key === "Enter") {
        event.preventDefault();
        clearTimeout(waiting);
        if (needle !== plain(field.value)) find(field.value);
        goToHit(event.shiftKey ? -1 : 1);
      }
      if (event.key === "Escape") { field.value = ""; find(""); field.blur(); }
    });
    for (const button of movers) button.addEventListener("click", () => goToHit(Number(button.dataset.find)));

    // ---- terms: both definitions on hover, focus or tap
    const tip = $("#tip");
    let tipFor = null, tipTimer = 0;
    function openTip(term) {
      const thing = document.getElementById("e" + term.dataset.e);
      if (!thing || tipFor === term) return;
      closeTip();
      tipFor = term;
      tip.replaceChildren();
      const name = document.createElement("p"), strong = document.createElement("strong");
      for (const part of $$("dt > :not(.type)", thing)) { const copy = part.cloneNode(true); copy.className = ""; strong.append(copy, " "); }
      name.append(strong, $(".type", thing).textContent);
      tip.append(name);
      for (const note of $$("dd[lang]", thing)) { const line = document.createElement("p"); line.lang = note.lang; line.textContent = note.textContent; tip.append(line); }
      tip.hidden = false;
      const box = term.getBoundingClientRect(), size = tip.getBoundingClientRect();
      const above = box.bottom + size.height + 8 > innerHeight - dock.offsetHeight;
      tip.style.left = Math.max(8, Math.min(box.left, innerWidth - size.width - 8)) + scrollX + "px";
      tip.style.top = (above ? box.top - size.height - 6 : box.bottom + 6) + scrollY + "px";
      term.setAttribute("aria-describedby", "tip");
    }
    function closeTip() {
      clearTimeout(tipTimer);
      if (tipFor) tipFor.removeAttribute("aria-describedby");
      tipFor = null;
      tip.hidden = true;
    }
    const soon = () => { clearTimeout(tipTimer); tipTimer = setTimeout(closeTip, 250); };
    const termOf = (event) => event.target instanceof Element ? event.target.closest(".term") : null;
    document.addEventListener("pointerover", (event) => {
      const term = termOf(event);
      if (term) { clearTimeout(tipTimer); openTip(term); } else if (event.target instanceof Element && event.target.closest("#tip")) clearTimeout(tipTimer); else if (tipFor && document.activeElement !== tipFor) soon();
    });
    document.addEventListener("focusin", (event) => { const term = termOf(event); if (term) openTip(term); else if (tipFor) soon(); });
    document.addEventListener("click", (event) => { const term = termOf(event); if (term) { tipFor === term ? clearTimeout(tipTimer) : openTip(term); } else if (!(event.target instanceof Element && event.target.closest("#tip"))) closeTip(); });

    // ---- keyboard
    const help = $("dialog.help"), keysOn = $("[data-keys]");
    keysOn.checked = store.get("keys") !== "0";
    keysOn.addEventListener("change", () => store.set("keys", keysOn.checked ? "1" : "0"));
    $("[data-help]").addEventListener("click", () => help.showModal());
    const keys = {
      " ": toggle, ArrowRight: () => step(1), ArrowLeft: () => step(-1),
      r: () => seekTo(active, { play: true }), s: () => set("slow", !state.slow), f: () => set("furigana", !state.furigana),
      1: () => set("mode", "en"), 2: () => set("mode", "ja"), 3: () => set("mode", "both"),
      o: () => set("first", state.first === "ja" ? "en" : "ja"), l: () => set("follow", !state.follow),
      "/": () => field.focus(), "?": () => help.showModal(),
    };
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && tipFor) { closeTip(); return; }
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help.open) return;
      const target = event.target;
      const row = target instanceof Element && target.matches("a.t") ? target.parentNode : null;
      if (row && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
        const next = rows[indexOf.get(row.id) + (event.key === "ArrowDown" ? 1 : -1)];
        if (next) { event.preventDefault(); reachable(row, false); reachable(next, true); next.firstElementChild.focus(); }
        return;
      }
      if (target instanceof Element && target.matches("input:not([type=radio], [type=checkbox]), select, textarea, audio, video")) return;
      if (event.key === " " && target instanceof Element && target.matches("button, [role=button], input, summary")) return;
      if (event.key.startsWith("Arrow") && target instanceof Element && target.matches("input")) return;
      const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!act || (!keysOn.checked && event.key.length === 1 && event.key !== " ")) return;
      event.preventDefault();
      act();
    });

    // ---- begin
    for (const row of rows) row.firstElementChild.tabIndex = -1;
    const size = new ResizeObserver(() => root.style.setProperty("--dock", dock.offsetHeight + "px"));
    size.observe(dock);
    show();
    inAddress({});
    const moment = Number(params.get("t"));
    if (moment > 0) seek(moment, { scroll: true });
    if (location.hash) fromHash();
    tick();
    performance.mark("ready");
  }
})();
