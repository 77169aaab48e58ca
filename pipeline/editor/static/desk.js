"use strict";
// The desk in the browser. Text only ever enters the page through textContent; every change names the revision it is
// about; what is typed stays here until the server has confirmed it.
const PAGE = 60;
const state = { rows: [], total: 0, reason: "", at: -1, detail: null, drafts: new Map(), asked: 0, glossary: "", want: "", told: "" };

const key = (row) => `${row.episode}/${row.id}`;
const grade = (reason) => (WEIGHTS[reason.code.split(":")[0]] || "light");
const WEIGHTS = { empty: "heavy", conflict: "heavy", flagged: "heavy", "term-forbidden": "heavy", "term-missed": "heavy", guard: "mid", "cps-high": "mid", "asr-doubt": "mid" };
const reasonName = (code) => code.startsWith("guard:") ? T["guard_" + code.slice(6)] || `${T.reason_guard}: ${code.slice(6)}` : T["reason_" + code] || code;
const lang = { en: "en", ja: "ja" };

// ------------------------------------------------------------------------------------------------------------ queue

function wish(offset, limit) {
  const show = $("show").value;
  return new URLSearchParams({ episode: $("episode").value, state: show, reason: state.reason, order: $("order").value, text: $("search").value, regex: $("regex").checked ? "1" : "", offset, limit });
}
async function load(keep) {
  const turn = ++state.asked;
  const page = await ask("/api/queue?" + wish(0, Math.max(PAGE, keep ? state.rows.length : 0)));
  if (turn !== state.asked) return;
  Object.assign(state, { rows: page.rows, total: page.total, glossary: page.glossary });
  if (keep) {  // the order may be another one now: stay with the sentence, or where it stood
    const at = state.rows.findIndex((row) => key(row) === state.want);
    state.at = at >= 0 ? at : Math.max(-1, state.at - 1);
  }
  chips(page.counts);
  list();
}
async function more() {
  const page = await ask("/api/queue?" + wish(state.rows.length, PAGE));
  const known = new Set(state.rows.map(key));
  state.rows.push(...page.rows.filter((row) => !known.has(key(row))));
  list();
}
function chips(counts) {
  const codes = Object.keys(counts).filter((code) => !["new", "approved", "flagged", "locked", "open"].includes(code)).sort((a, b) => counts[b] - counts[a]);
  $("chips").replaceChildren(...codes.map((code) => h("button", { type: "button", "aria-pressed": String(state.reason === code), onclick: () => { state.reason = state.reason === code ? "" : code; start(); } }, `${reasonName(code)} ${counts[code]}`)));
}
async function gone() {  // decisions whose sentence is no more: no row can show them
  const { rows } = await ask("/api/conflicts"), lost = rows.filter((row) => row.kind === "gone");
  $("gone").hidden = !lost.length;
  $("gone").firstElementChild.textContent = fill(T.gone, { count: lost.length });
  $("gone").lastElementChild.replaceChildren(...lost.map((row) => h("li", {}, h("small", {}, `${row.episode} ${row.sentence}`), h("div", { lang: "en" }, row.before), h("div", { lang: "ja" }, row.text))));
}
function list() {
  $("total").textContent = fill(T.of_total, { total: state.total });
  $("rows").replaceChildren(...state.rows.map((row, at) => line(row, at)));
  $("more").hidden = state.rows.length >= state.total;
  mark();
}
function line(row, at) {
  const many = !$("episode").value && $("episode").options.length > 2;
  return h("li", { role: "option", id: "row-" + at, "aria-selected": "false", onclick: () => go(at) },
    h("div", { class: "src", lang: lang.en }, row.source),
    h("div", { class: "tgt", lang: lang.ja }, row.target || "—"),
    h("div", { class: "meta" }, many ? h("span", {}, row.episode) : null, h("span", {}, clock(row.start_ms)),
      row.state === "new" ? null : h("span", { class: "state " + row.state }, T["state_" + row.state]),
      state.drafts.has(key(row)) ? h("span", { class: "dirty" }, T.unsaved) : null,
      ...row.reasons.filter((reason, n) => row.reasons.findIndex((other) => other.code === reason.code) === n).slice(0, 4).map((reason) => h("span", { class: "why " + grade(reason) }, reasonName(reason.code)))));
}
function mark() {
  const chosen = state.rows.findIndex((row) => key(row) === state.want);
  document.querySelectorAll("#rows li").forEach((item, at) => item.setAttribute("aria-selected", String(at === chosen)));
  if (chosen >= 0 && $("row-" + chosen)) {
    $("rows").setAttribute("aria-activedescendant", "row-" + chosen);
    $("row-" + chosen).scrollIntoView({ block: "nearest" });
  } else $("rows").removeAttribute("aria-activedescendant");
}
async function start() {
  try {
    await load(false);
    state.at = -1;
    if (state.rows.length) await go(0); else { state.detail = null; $("work").replaceChildren(h("p", { class: "empty" }, T.queue_empty)); here(); }
  } catch (error) { trouble(error); }
}
async function go(at) {
  if (at < 0) return;
  if (at >= state.rows.length && state.rows.length < state.total) await more().catch(trouble);
  if (at >= state.rows.length) return;
  keepDraft();
  state.at = at;
  state.want = key(state.rows[at]);
  mark();
  await open(state.rows[at].episode, state.rows[at].id);
}
async function open(episode, id) {
  const turn = (state.opening = (state.opening || 0) + 1);
  try {
    const detail = await ask(`/api/sentence/${encodeURIComponent(episode)}/${encodeURIComponent(id)}`);
    if (turn !== state.opening) return;
    state.detail = detail;
    history.replaceState(null, "", "/?" + new URLSearchParams({ episode, sentence: id, of: $("episode").value, show: $("show").value, order: $("order").value }));
    show();
  } catch (error) { trouble(error); }
}

// --------------------------------------------------------------------------------------------------------- sentence

function show() {
  const d = state.detail, draft = state.drafts.get(key(d));
  const before = d.neighbours.filter((row) => row.position < d.position), after = d.neighbours.filter((row) => row.position > d.position);
  const near = (row) => h("div", { class: "around" }, h("button", { type: "button", onclick: () => jump(row) }, h("span", { lang: "en" }, row.source), h("span", { lang: "ja" }, row.target)));
  const locked = d.state === "locked";
  const target = h("textarea", { id: "target", lang: "ja", rows: 2, "aria-label": T.target, readonly: locked, maxlength: 4000, oninput: typed });
  target.value = draft ? draft.text : d.target;
  const can = (act) => d.moves.includes(act);
  put($("work"),
    h("div", { class: "facts" }, h("b", { class: "state " + d.state }, T["state_" + d.state]), h("span", {}, d.episode), h("span", {}, `${clock(d.start_ms)}–${clock(d.end_ms)}`), h("span", {}, d.speaker), d.origin ? h("span", {}, T["origin_" + d.origin] || d.origin) : null, d.who ? h("span", {}, d.who) : null, h("span", { id: "dirty", class: "dirty" })),
    ...before.map(near),
    h("div", { class: "source", id: "source", lang: "en", tabindex: "0", role: "textbox", "aria-readonly": "true", "aria-multiline": "true", "aria-label": T.source }, ...source(d)),
    d.reasons.length ? h("ul", { class: "reasons", "aria-label": T.reasons }, ...d.reasons.map((reason) => h("li", { class: grade(reason) }, h("b", {}, reasonName(reason.code)), reason.detail ? " " + reason.detail : ""))) : null,
    d.conflict ? h("p", { class: "alert" }, T.source_changed + " ", h("span", { lang: "en" }, d.conflict)) : null,
    h("div", { id: "conflict" }),
    target,
    locked ? h("p", { class: "empty" }, T.locked_note) : null,
    h("div", { class: "line" },
      h("button", { type: "button", class: "primary", id: "save", disabled: locked, onclick: () => save(true) }, T.save_next, " ", h("kbd", {}, "Ctrl ⏎")),
      h("button", { type: "button", id: "approve", disabled: !can("approve"), onclick: () => approve() }, T.approve, " ", h("kbd", {}, "a")),
      h("button", { type: "button", id: "flag", disabled: !can("flag"), onclick: () => move("flag", true) }, T.flag, " ", h("kbd", {}, "f")),
      h("button", { type: "button", id: "lock", onclick: () => move(locked ? "unlock" : "lock") }, locked ? T.unlock : T.lock, " ", h("kbd", {}, "l")),
      h("button", { type: "button", id: "undo", disabled: !d.history.length, onclick: undo }, T.undo, " ", h("kbd", {}, "u")),
      can("clear") ? h("button", { type: "button", id: "clear", onclick: () => move("clear") }, T.clear) : null,
      d.state === "approved" || d.state === "locked" ? h("button", { type: "button", id: "remember", onclick: remember }, T.remember) : null,
      h("button", { type: "button", id: "split", title: T.split_hint, onclick: split }, T.split),
      h("button", { type: "button", id: "join", onclick: () => boundary({ act: "join" }) }, T.join),
      d.media ? h("button", { type: "button", id: "play", onclick: play }, T.play, " ", h("kbd", {}, "p")) : null),
    h("h3", {}, T.preview), h("div", { class: "cues", id: "cues" }),
    d.alternatives.length ? h("h3", {}, T.alternatives) : null,
    h("ol", { class: "alts" }, ...d.alternatives.slice(0, 9).map((text, at) => h("li", {}, h("button", { type: "button", disabled: locked, onclick: () => take(at) }, h("kbd", {}, String(at + 1)), h("span", { lang: "ja" }, text))))),
    h("h3", {}, T.changes), h("div", { id: "diff", class: "diff", lang: "ja" }),
    ...after.map(near),
    d.history.length ? h("h3", {}, T.history) : null,
    h("ul", { class: "history" }, ...d.history.map((item) => h("li", {}, `${item.when.slice(0, 16).replace("T", " ")} ${item.who} · ${T["state_" + item.state] || item.state} `, h("span", { lang: "ja" }, item.text)))));
  paint(draft ? null : d.preview);
  if (draft) { refresh(); if (draft.revision !== d.revision) conflict({ error: "", theirs: { text: d.target, who: d.who, state: d.state } }); }
  dirty();
  grow();
  here();
}
function source(d) {
  const parts = [];
  let at = 0;
  for (const term of d.terms) {
    if (term.start < at) continue;
    parts.push(d.source.slice(at, term.start));
    parts.push(h("mark", { class: (term.status === "proposed" ? "prop " : "") + (term.rendered || term.status === "proposed" ? "" : "miss"), title: `${term.source} → ${term.target}` }, d.source.slice(term.start, term.end)));
    at = term.end;
  }
  parts.push(d.source.slice(at));
  return parts;
}
function paint(preview) {
  if (!preview) return;
  $("cues").replaceChildren(...preview.cues.map((cue) => h("div", { class: "cue " + cue.level, lang: "ja" },
    ...cue.lines.map((text, at) => h("p", { class: cue.cells[at] > preview.max_cells || cue.lines.length > preview.max_lines ? "wide" : "" }, text)),
    h("small", { lang: document.documentElement.lang }, `${((cue.end_ms - cue.start_ms) / 1000).toFixed(1)} s · `, h("b", {}, cue.cps.toFixed(1)), ` / ${preview.target_cps}`, cue.over ? " · " + fill(T.cue_over, { count: cue.over }) : ""))));
  const changed = preview.diff.some(([kind]) => kind !== "same");
  $("diff").replaceChildren(...(changed ? preview.diff.map(([kind, text]) => kind === "same" ? text : h(kind === "gone" ? "del" : "ins", {}, text)) : ["—"]));
}
const textNow = () => ($("target") ? $("target").value : "");
const changed = () => state.detail && $("target") && textNow().trim() !== state.detail.target;
function keepDraft() {
  if (!state.detail || !$("target")) return;
  const name = key(state.detail);
  if (changed()) { if (!state.drafts.has(name)) state.drafts.set(name, { text: textNow(), revision: state.detail.revision }); else state.drafts.get(name).text = textNow(); } else state.drafts.delete(name);
}
function dirty() { if ($("dirty")) $("dirty").textContent = changed() ? T.unsaved : ""; }
function grow() { const box = $("target"); box.style.height = "auto"; box.style.height = box.scrollHeight + 4 + "px"; }
let waiting = 0;
function typed() { keepDraft(); dirty(); grow(); clearTimeout(waiting); waiting = setTimeout(refresh, 160); }
async function refresh() {
  const d = state.detail, text = textNow();
  if (!d || !text.trim()) return;
  try {
    const preview = await ask("/api/preview", { episode: d.episode, sentence: d.id, text });
    if (state.detail === d && textNow() === text) paint(preview);
  } catch (error) { trouble(error); }
}
function take(at) {
  const text = state.detail && state.detail.alternatives[at];
  if (!text || $("target").readOnly) return;
  $("target").value = text;
  typed();
  $("target").focus();
}
function replaceRow(row) {
  const at = state.rows.findIndex((other) => key(other) === key(row));
  if (at < 0) return;
  state.rows[at] = row;
  const item = $("row-" + at);
  if (item) item.replaceWith(line(row, at));
  mark();
}
async function decide(path, data, next) {
  const d = state.detail, name = key(d);
  const draft = state.drafts.get(name);
  try {
    const answer = await ask(path, { episode: d.episode, sentence: d.id, revision: (data.act === "edit" && draft && draft.revision) || d.revision, ...data });
    if (data.act === "edit" || path === "/api/undo") state.drafts.delete(name);
    replaceRow(answer.row);
    say(T.saved);
    lessons(answer.lessons);
    if (next && state.at + 1 < state.total) await go(state.at + 1); else await open(d.episode, d.id);
    return true;
  } catch (error) {
    if (error.status === 409) conflict(error.body); else trouble(error);
    return false;
  }
}
function save(next) {
  if (!state.detail || $("target").readOnly) return;
  if (!changed()) return approve(next);
  return decide("/api/move", { act: "edit", text: textNow() }, next);
}
function approve() {
  const d = state.detail;
  if (!d) return;
  if (changed()) return save(true);
  if (!d.moves.includes("approve")) return go(state.at + 1);
  return decide("/api/move", { act: "approve" }, true);
}
function move(act, next) { if (state.detail && state.detail.moves.includes(act)) { keepDraft(); decide("/api/move", { act }, next); } }
function undo() { if (state.detail && state.detail.history.length) decide("/api/undo", {}, false); }
function conflict(body) {
  const d = state.detail, theirs = body.theirs || {};
  const box = h("div", { class: "alert", role: "alert" },
    h("b", {}, T.conflict_heading), theirs.who ? ` (${theirs.who})` : "",
    h("div", { class: "sides" }, h("div", {}, h("h3", {}, T.conflict_mine), h("p", { lang: "ja" }, textNow())), h("div", {}, h("h3", {}, T.conflict_theirs), h("p", { lang: "ja" }, theirs.text || ""))),
    h("div", { class: "line" },
      h("button", { type: "button", id: "take-theirs", onclick: () => { state.drafts.delete(key(d)); $("target").value = d.target; open(d.episode, d.id); } }, T.conflict_take),
      h("button", { type: "button", id: "save-mine", onclick: async () => { const text = textNow(); const now = await ask(`/api/pulse?${new URLSearchParams({ episode: d.episode, sentence: d.id })}`); state.drafts.set(key(d), { text, revision: now.revision }); decide("/api/move", { act: "edit", text }, false); } }, T.conflict_save),
      h("button", { type: "button", onclick: () => { $("conflict").replaceChildren(); $("target").focus(); } }, T.conflict_merge)));
  $("conflict").replaceChildren(box);
  box.scrollIntoView({ block: "nearest" });
}
function lessons(found) {
  if (!found.length) return;
  const row = (lesson) => h("div", { class: "lesson" }, fill(T["lesson_" + lesson.kind], lesson), h("button", { type: "button", onclick: (event) => learn(lesson, event.target) }, lesson.kind === "term" ? T.term_add : T.save));
  $("lessons").replaceChildren(h("div", { class: "form" }, h("b", {}, T.lesson_heading), ...found.map(row), h("button", { type: "button", onclick: () => $("lessons").replaceChildren() }, T.close)));
}
async function learn(lesson, button) {
  if (lesson.kind === "term") return termForm({ source: lesson.source, target: lesson.target });
  try {
    const term = await ask("/api/term/" + encodeURIComponent(lesson.term_id));
    const list = [...term[lesson.kind], lesson.target];
    await changeTerm("revise", term, { ...content(term), [lesson.kind]: list }, "");
    button.closest(".lesson").remove();
    if (!document.querySelector("#lessons .lesson")) $("lessons").replaceChildren();
  } catch (error) { trouble(error); }
}
async function jump(row) {
  keepDraft();
  const at = state.rows.findIndex((other) => key(other) === key(row));
  if (at >= 0) return go(at);
  state.want = key(row);
  mark();
  return open(row.episode, row.id);
}
function split() {
  const box = $("source"), chosen = getSelection();
  if (!chosen.rangeCount || !box.contains(chosen.anchorNode)) return say(T.split_hint, true);
  const range = document.createRange();
  range.setStart(box, 0);
  range.setEnd(chosen.anchorNode, chosen.anchorOffset);
  boundary({ act: "split", offset: [...range.toString()].length });
}
async function boundary(data) {
  const d = state.detail;
  try { await ask("/api/boundary", { episode: d.episode, sentence: d.id, ...data }); say(T.boundary_kept); } catch (error) { trouble(error); }
}
async function remember() {
  const d = state.detail;
  try { await ask("/api/remember", { episode: d.episode, sentence: d.id, revision: d.revision }); say(T.remembered); } catch (error) { trouble(error); }
}
let player = null;
function play() {
  const d = state.detail;
  if (!d || !d.media) return;
  if (player) player.pause();
  player = new Audio(`/media/${encodeURIComponent(d.episode)}#t=${d.start_ms / 1000},${d.end_ms / 1000}`);
  player.play().catch(() => {});
}

// --------------------------------------------------------------------------------------------------------- glossary

const content = (term) => { const kept = { ...term }; for (const name of ["revision", "moves", "history", "status", "id", "start", "end", "rendered", "forbidden_found", "heard"]) delete kept[name]; return kept; };
function here() {
  const terms = state.detail ? state.detail.terms : [];
  $("terms-here").replaceChildren(...(terms.length ? terms.filter((term, at) => terms.findIndex((other) => other.id === term.id) === at).map(termRow) : [h("p", { class: "empty" }, T.glossary_none)]));
}
function termRow(term) {
  const shown = "rendered" in term && term.status === "approved" ? h("small", { class: term.rendered ? "ok" : "miss" }, term.rendered ? `✓ ${term.rendered}` : T.not_rendered) : null;
  return h("div", { class: "term" },
    h("div", { class: "names" }, h("b", { lang: "en" }, term.source), h("button", { type: "button", class: "link put", lang: "ja", title: T.term_insert, onclick: () => insert(term) }, term.target), h("small", {}, T["status_" + term.status]), term.scope ? h("small", {}, term.scope) : null, term.heard ? h("small", {}, `${T.term_heard} ${term.heard}`) : null, shown),
    term.accepted.length ? h("small", { lang: "ja" }, term.accepted.join("、")) : null,
    term.note ? h("div", {}, h("small", {}, term.note)) : null,
    h("div", { class: "acts" }, ...term.moves.filter((act) => act !== "merge").map((act) => h("button", { type: "button", onclick: () => act === "revise" ? termForm(term) : changeTerm(act, term) }, T["act_" + act])),
      h("button", { type: "button", onclick: () => elsewhere(term.source) }, T.concordance)));
}
function insert(term) {  // the approved word: in the place of a forbidden one, else where the cursor is
  const box = $("target");
  if (!box || box.readOnly) return;
  const wrong = term.forbidden_found && box.value.indexOf(term.forbidden_found);
  if (wrong >= 0 && term.forbidden_found) box.setRangeText(term.target, wrong, wrong + term.forbidden_found.length, "end");
  else box.setRangeText(term.target, box.selectionStart, box.selectionEnd, "end");
  box.focus();
  typed();
}
async function changeTerm(action, term, fields, why) {
  try {
    const answer = await ask("/api/term", { action, id: term.id || "", revision: term.revision || "", term: fields, why: why || "" });
    say(T.saved);
    $("term-form").replaceChildren();
    state.glossary = answer.revision;
    await Promise.all([load(true), findTerms()]);
    if (state.detail) { keepDraft(); await open(state.detail.episode, state.detail.id); }
    return true;
  } catch (error) {
    if (error.status === 409) termConflict(error.body, action, term, fields, why); else trouble(error);
    return false;
  }
}
function termConflict(body, action, term, fields, why) {
  const cell = (value) => h("td", { lang: "ja" }, Array.isArray(value) ? value.map((item) => item.text || item).join("、") : String(value));
  const box = h("div", { class: "alert", role: "alert", id: "term-conflict" }, h("b", {}, T.term_conflict),
    h("table", { class: "fields" }, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, T.term_field), h("th", { scope: "col" }, T.conflict_mine), h("th", { scope: "col" }, T.conflict_theirs))),
      h("tbody", {}, ...(body.fields || []).map((row) => h("tr", {}, h("th", { scope: "row" }, T["term_" + row.field] || row.field), cell(row.mine), cell(row.theirs))))),
    h("div", { class: "line" },
      h("button", { type: "button", id: "term-theirs", onclick: () => { $("term-form").replaceChildren(); findTerms(); if (state.detail) open(state.detail.episode, state.detail.id); } }, T.term_take),
      body.theirs ? h("button", { type: "button", id: "term-mine", onclick: () => changeTerm(action, body.theirs, fields, why) }, T.term_overwrite) : null));
  const old = $("term-conflict");
  if (old) old.remove();
  $("term-form").append(box);
  box.scrollIntoView({ block: "nearest" });
}
const variantText = (one) => one.text + (one.contexts && one.contexts.length ? ` [${one.contexts.join(", ")}]` : "") + (one.case_sensitive ? " !case" : "");
function variant(line) {
  const found = /^(.*?)\s*(?:\[(.*)\])?\s*(!case)?$/.exec(line);
  return { text: found[1].trim(), contexts: (found[2] || "").split(",").map((text) => text.trim()).filter(Boolean), case_sensitive: !!found[3] };
}
const TYPES = ["Concept", "Person", "Organization", "Software", "Product", "Place"];
function termForm(term) {
  const fresh = !term.id, known = term.revision ? term : { ...term };
  const field = (name, value, attrs) => { const input = h("input", { id: "term-" + name, value: value || "", maxlength: 400, ...attrs }); return h("label", { class: "block" }, h("span", {}, T["term_" + name]), input); };
  const area = (name, values) => { const box = h("textarea", { id: "term-" + name, rows: 2, lang: "ja" }); box.value = (values || []).join("\n"); return h("label", { class: "block" }, h("span", {}, T["term_" + name]), box); };
  const value = (name) => $("term-" + name).value.trim();
  const lines = (name) => value(name).split("\n").map((text) => text.trim()).filter(Boolean);
  const gather = () => ({ ...(fresh ? {} : content(known)), source: value("source"), target: value("target"), type: value("type"), reading: value("reading"), note: value("note"), accepted: lines("accepted"), forbidden: lines("forbidden"), scope: value("scope"), variants: lines("variants").map(variant) });
  const submit = (action) => (event) => { event.preventDefault(); if (value("source") && value("target")) changeTerm(action, fresh ? {} : known, gather(), value("why")); };
  const types = h("select", { id: "term-type" }, ...TYPES.map((name) => h("option", { value: name }, T["type_" + name])));
  types.value = term.type || "Concept";
  const form = h("form", { class: "form", onsubmit: submit(fresh ? "propose" : "revise"), onkeydown: (event) => { if (event.key === "Escape") { event.stopPropagation(); $("term-form").replaceChildren(); $("rows").focus(); } } },
    field("source", term.source, { lang: "en", required: true }), field("target", term.target, { lang: "ja", required: true }),
    h("label", { class: "block" }, h("span", {}, T.term_type), types), field("reading", term.reading, { lang: "ja" }), area("accepted", term.accepted), area("forbidden", term.forbidden), area("variants", (term.variants || []).map(variantText)), field("scope", term.scope), field("note", term.note), field("why", ""),
    h("div", { class: "line" }, h("button", { class: "primary", id: "term-save" }, fresh ? T.term_propose : T.term_save), fresh ? h("button", { type: "button", id: "term-add", onclick: submit("add") }, T.term_approve_now) : null, h("button", { type: "button", onclick: () => $("term-form").replaceChildren() }, T.cancel)));
  $("term-form").replaceChildren(form);
  $(term.source ? "term-target" : "term-source").focus();
}
function newTerm() {
  const chosen = String(getSelection()).trim().replace(/\s+/g, " ").slice(0, 100);
  const box = $("target"), part = box ? box.value.slice(box.selectionStart, box.selectionEnd).trim() : "";
  const inTarget = document.activeElement === box && part;
  termForm({ source: inTarget ? "" : chosen, target: inTarget ? part : "" });
}
async function findTerms() {
  const text = $("term-search").value.trim();
  if (!text) return $("terms-found").replaceChildren();
  try {
    const found = await ask("/api/terms?" + new URLSearchParams({ text }));
    if ($("term-search").value.trim() === text) $("terms-found").replaceChildren(...found.rows.map(termRow));
  } catch (error) { trouble(error); }
}
async function elsewhere(text, mode) {
  if (!text) return say(T.concordance_hint);
  const how = mode || "";
  try {
    const found = await ask("/api/concordance?" + new URLSearchParams({ text, lemma: how === "lemma" ? "1" : "", regex: how === "regex" ? "1" : "" }));
    $("terms-found").replaceChildren(h("h3", {}, `${T.concordance}: ${text}`), ...(found.rows.length ? found.rows.map((row) => h("div", { class: "term" }, h("button", { type: "button", class: "link", onclick: () => jump(row) }, `${row.episode} ${clock(row.start_ms)}`), h("div", { lang: "en" }, row.en), h("div", { lang: "ja" }, row.ja))) : [h("p", { class: "empty" }, T.concordance_none)]));
  } catch (error) { trouble(error); }
}
function chosen() {  // what is marked in the translation or on the page
  const box = $("target"), part = box && document.activeElement === box ? box.value.slice(box.selectionStart, box.selectionEnd).trim() : "";
  return part || String(getSelection()).trim().replace(/\s+/g, " ").slice(0, 100);
}
const lookUp = () => elsewhere(chosen() || $("term-search").value.trim(), $("term-mode").value);

async function suggestions() {
  const episode = $("episode").value || (state.detail ? state.detail.episode : "");
  if (!episode) return;
  $("terms-found").replaceChildren(h("p", { class: "empty" }, T.suggest_wait));
  try {
    const { rows } = await ask("/api/suggest/" + encodeURIComponent(episode));
    $("terms-found").replaceChildren(h("h3", {}, T.suggest), ...(rows.length ? rows.map(suggestion) : [h("p", { class: "empty" }, T.suggest_none)]));
  } catch (error) { trouble(error); }
}
function suggestion(row) {
  const heard = row.heard.map((item) => item.text);
  const node = h("div", { class: "term" },
    h("div", { class: "names" }, h("b", { lang: "en" }, row.source), row.target ? h("span", { lang: "ja" }, row.target) : null, h("small", {}, `${row.count}×`)),
    heard.length ? h("small", {}, `${T.term_heard} `, h("span", { lang: "en" }, heard.join(", "))) : null,
    ...row.contexts.slice(0, 2).map((text) => h("div", {}, h("small", { lang: "en" }, text))),
    h("div", { class: "acts" },
      h("button", { type: "button", onclick: () => takeSuggestion(row) }, row.term_id ? T.act_revise : T.term_add),
      row.term_id ? null : h("button", { type: "button", onclick: () => never(row, node) }, T.suggest_never),
      h("button", { type: "button", onclick: () => elsewhere(row.source) }, T.concordance)));
  return node;
}
async function takeSuggestion(row) {
  const variants = row.heard.map((item) => ({ text: item.text }));
  if (!row.term_id) return termForm({ source: row.source, target: row.target, variants });
  try {
    const term = await ask("/api/term/" + encodeURIComponent(row.term_id));
    termForm({ ...term, variants: [...term.variants, ...variants.filter((item) => !term.variants.some((known) => known.text === item.text))] });
  } catch (error) { trouble(error); }
}
async function never(row, node) {
  try {
    const made = await ask("/api/term", { action: "propose", term: { source: row.source, target: row.target || row.source }, why: T.suggest });
    const [term] = made.terms;
    await ask("/api/term", { action: "reject", id: term.id, revision: term.revision });
    node.remove();
    say(T.saved);
  } catch (error) { trouble(error); }
}

// ----------------------------------------------------------------------------------------------------- find, replace

let proposed = null;
async function previewReplace(event) {
  event.preventDefault();
  const data = { text: $("replace-find").value, by: $("replace-by").value, regex: $("replace-regex").checked, case: $("replace-case").checked, episode: $("episode").value };
  try {
    const found = await ask("/api/replace", data);
    proposed = data;
    $("replace-rows").replaceChildren(...(found.rows.length ? found.rows.map((row) => h("label", {}, h("input", { type: "checkbox", checked: !row.blocked, disabled: !!row.blocked, "data-key": key(row), "data-revision": row.revision }), h("span", {}, h("span", { lang: "ja" }, ...row.diff.map(([kind, text]) => kind === "same" ? text : h(kind === "gone" ? "del" : "ins", {}, text))), h("small", { lang: "en" }, row.source)))) : [h("p", { class: "empty" }, T.replace_none)]));
    $("replace-do").hidden = !found.rows.length;
  } catch (error) { $("replace-rows").replaceChildren(h("p", { class: "alert" }, error.message)); $("replace-do").hidden = true; }
}
async function doReplace() {
  const chosen = {};
  document.querySelectorAll("#replace-rows input:checked").forEach((box) => { chosen[box.dataset.key] = box.dataset.revision; });
  try {
    const answer = await ask("/api/replace", { ...proposed, chosen });
    say(fill(T.replace_done, answer), answer.stale > 0);
    $("replace").close();
    keepDraft();
    await load(true);
    if (state.detail) await open(state.detail.episode, state.detail.id);
  } catch (error) { trouble(error); }
}

// ----------------------------------------------------------------------------------------------------- keys, start

const KEYS = {
  j: () => go(state.at + 1), k: () => go(state.at - 1), ArrowDown: () => go(state.at + 1), ArrowUp: () => go(state.at - 1),
  e: () => { if ($("target")) { $("target").focus(); } }, Enter: () => { if ($("target")) $("target").focus(); },
  a: () => approve(), f: () => move("flag", true), l: () => state.detail && move(state.detail.state === "locked" ? "unlock" : "lock"),
  u: undo, g: newTerm, c: lookUp, p: play, "/": () => $("search").focus(), r: () => $("replace").showModal(), s: () => $("summary-open").click(), "?": () => $("help").showModal(),
};
document.addEventListener("keydown", (event) => {
  const inside = event.target.closest("input, textarea, select, dialog");
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && !event.target.closest("dialog, form")) { event.preventDefault(); save(true); return; }
  if ((event.ctrlKey || event.metaKey) && event.key === "s") { event.preventDefault(); save(false); return; }
  if (event.key === "Escape" && inside && !event.target.closest("dialog")) { keepDraft(); $("rows").focus(); return; }
  if (inside || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Enter" && event.target.closest("button, summary, a")) return;
  if (/^[1-9]$/.test(event.key)) { event.preventDefault(); take(Number(event.key) - 1); return; }
  const act = KEYS[event.key];
  if (act) { event.preventDefault(); act(); }
});
let searching = 0;
for (const id of ["episode", "show", "order", "regex"]) $(id).addEventListener("change", () => { if (id === "show") state.reason = ""; start(); });
$("search").addEventListener("input", () => { clearTimeout(searching); searching = setTimeout(() => { if ($("search").value && $("show").value === "open") $("show").value = ""; start(); }, 250); });
let looking = 0;
$("term-search").addEventListener("input", () => { clearTimeout(looking); looking = setTimeout(findTerms, 200); });
$("more").addEventListener("click", () => more().catch(trouble));
$("rows").addEventListener("scroll", () => { const box = $("rows"); if (!$("more").hidden && box.scrollTop + box.clientHeight > box.scrollHeight - 400 && !state.loading) { state.loading = true; more().catch(trouble).finally(() => { state.loading = false; }); } });
$("term-elsewhere").addEventListener("mousedown", (event) => event.preventDefault());  // keep what is marked
$("term-elsewhere").addEventListener("click", lookUp);
$("term-suggest").addEventListener("click", suggestions);
$("term-new").addEventListener("mousedown", (event) => event.preventDefault());
$("term-new").addEventListener("click", newTerm);
$("summary-open").addEventListener("click", () => { location.href = "/summary?" + new URLSearchParams({ episode: $("episode").value || (state.detail ? state.detail.episode : "") }); });
$("help-open").addEventListener("click", () => $("help").showModal());
$("replace-open").addEventListener("click", () => $("replace").showModal());
$("replace-close").addEventListener("click", () => $("replace").close());
$("replace-form").addEventListener("submit", previewReplace);
$("replace-do").addEventListener("click", doReplace);
shared.leaving = async () => { keepDraft(); if (state.drafts.size) await save(false); };
addEventListener("beforeunload", (event) => { keepDraft(); if (state.drafts.size) event.preventDefault(); });

// what others decide: looked at every few seconds, shown beside what is being typed, never over it
setInterval(async () => {
  const d = state.detail;
  if (!d || document.hidden) return;
  try {
    const pulse = await ask("/api/pulse?" + new URLSearchParams({ episode: d.episode, sentence: d.id }));
    if (state.detail !== d) return;
    if (pulse.revision && pulse.revision !== d.revision) {
      if (state.told === pulse.revision) return;
      state.told = pulse.revision;
      say(fill(T.changed_by, { who: pulse.who || "?" }));
      keepDraft();
      if (!state.drafts.has(key(d))) await open(d.episode, d.id);
      else if (!$("conflict").firstChild) {
        const fresh = await ask(`/api/sentence/${encodeURIComponent(d.episode)}/${encodeURIComponent(d.id)}`);
        if (state.detail === d && !$("conflict").firstChild) conflict({ theirs: { text: fresh.target, who: fresh.who } });
      }
      await load(true);
    } else if (pulse.glossary !== state.glossary) { state.glossary = pulse.glossary; keepDraft(); if (!changed()) await open(d.episode, d.id); await findTerms(); }
  } catch (error) { /* said by ask */ }
}, 4000);

(async () => {
  try {
    const { episodes } = await ask("/api/episodes");
    $("episode").append(...episodes.map(([id, title]) => h("option", { value: id }, title === id ? id : `${title} (${id})`)));
    if (episodes.length === 1) $("episode").value = episodes[0][0];
    const asked = new URLSearchParams(location.search);
    const of = asked.has("of") ? asked.get("of") : asked.get("episode");  // the episodes that are listed
    if (asked.has("of") || episodes.some(([id]) => id === of)) $("episode").value = of;
    if ($("episode").selectedIndex < 0) $("episode").value = "";
    for (const id of ["show", "order"]) if ([...$(id).options].some((one) => one.value === asked.get(id))) $(id).value = asked.get(id);
    if (asked.get("sentence")) {  // where the page stood before it was loaded anew, or where a link leads
      await load(false);
      await jump({ episode: asked.get("episode"), id: asked.get("sentence") });
    }
    if (!state.detail) await start();
    await gone();
    $("rows").focus();
  } catch (error) { trouble(error); }
})();
