"use strict";
// The summary page: every text of an episode's summary in both languages. What is typed stays in its box until the
// server has confirmed it; a text that somebody else changed meanwhile is shown beside it and never written over.
const LABELS = { overview: "summary_overview", hashtags: "summary_hashtags", title: "summary_title", text: "summary_text", quote: "summary_quote" };
const sheet = { episode: "", places: new Map() };

function about(anchor) {
  const parts = anchor.split(":");
  const lang = ["en", "ja"].includes(parts[parts.length - 1]) ? parts.pop() : "";
  return { kind: parts[parts.length - 1], lang };
}
const boxOf = (anchor) => document.querySelector(`[data-anchor="${CSS.escape(anchor)}"]`);
const typedIn = (anchor) => { const box = boxOf(anchor); return box ? box.querySelector("textarea").value : ""; };
const touched = (anchor) => typedIn(anchor).trim() !== sheet.places.get(anchor).text;
const unsaved = () => [...sheet.places.keys()].filter((anchor) => boxOf(anchor) && touched(anchor));

function box(place) {
  const { kind, lang } = about(place.anchor), name = T[LABELS[kind]] + (lang ? ` · ${T["lang_" + lang]}` : "");
  const area = h("textarea", { lang: lang || null, rows: kind === "text" || kind === "overview" ? 4 : 1, maxlength: 4000, "aria-label": name, readonly: place.gone, oninput: () => { fit(area); facts(place.anchor); } });
  area.value = place.text;
  area.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && (event.key === "Enter" || event.key === "s")) { event.preventDefault(); decide(place.anchor, "edit"); }
  });
  const button = (act, text, more) => h("button", { type: "button", "data-act": act, "aria-label": `${text}: ${name}`, onclick: () => decide(place.anchor, act), ...more }, text);
  return h("section", { class: "place", "data-anchor": place.anchor },
    h("h3", {}, name), area, h("div", { class: "facts" }),
    h("div", { class: "diff", lang: lang || null }), h("div", { class: "clash" }),
    h("div", { class: "line" }, button("edit", T.save, { class: "primary" }), button("undo", T.undo), button("clear", T.clear)));
}
function fit(area) { area.style.height = "auto"; area.style.height = area.scrollHeight + 4 + "px"; }
function facts(anchor) {
  const place = sheet.places.get(anchor), node = boxOf(anchor);
  node.querySelector(".facts").replaceChildren(
    h("b", { class: "state " + (place.edited ? "approved" : "new") }, place.edited ? fill(T.summary_edited, { who: place.who || "?" }) : T.origin_engine),
    place.pending ? h("span", {}, T.summary_pending) : "", touched(anchor) ? h("span", { class: "dirty" }, T.unsaved) : "");
  node.querySelector(".diff").replaceChildren(...(place.edited ? place.diff.map(([kind, text]) => kind === "same" ? text : h(kind === "gone" ? "del" : "ins", {}, text)) : []));
  node.querySelector("[data-act=edit]").disabled = place.gone || !touched(anchor);
  node.querySelector("[data-act=undo]").disabled = !place.history.length;
  node.querySelector("[data-act=clear]").disabled = !place.edited;
}
async function decide(anchor, act, revision) {
  const place = sheet.places.get(anchor), text = typedIn(anchor);
  if (act === "edit" && !touched(anchor) && !revision) return;
  try {
    const answer = await ask("/api/summary", { episode: sheet.episode, anchor, act, revision: revision || place.revision, ...(act === "edit" ? { text } : {}) });
    boxOf(anchor).querySelector(".clash").replaceChildren();
    if (!answer.place || place.gone) return await load();
    sheet.places.set(anchor, answer.place);
    if (act !== "edit" || typedIn(anchor) === text) { const area = boxOf(anchor).querySelector("textarea"); area.value = answer.place.text; fit(area); }
    facts(anchor);
    say(T.saved);
  } catch (error) {
    if (error.status === 409) await clash(anchor, error.body, act); else trouble(error);
  }
}
async function clash(anchor, body, act) {
  const fresh = placesOf(await ask("/api/summary/" + encodeURIComponent(sheet.episode))).find((place) => place.anchor === anchor);
  const theirs = body.theirs || {}, { lang } = about(anchor);
  const take = () => { sheet.places.set(anchor, fresh); boxOf(anchor).querySelector("textarea").value = fresh.text; boxOf(anchor).querySelector(".clash").replaceChildren(); facts(anchor); };
  const alert = h("div", { class: "alert", role: "alert" }, h("b", {}, T.summary_conflict), theirs.who ? ` (${theirs.who})` : "",
    h("p", { lang: lang || null }, theirs.text || "—"),
    h("div", { class: "line" }, h("button", { type: "button", "data-act": "theirs", onclick: take }, T.conflict_take),
      act === "edit" && fresh ? h("button", { type: "button", "data-act": "mine", onclick: () => decide(anchor, "edit", fresh.revision) }, T.conflict_save) : null));
  boxOf(anchor).querySelector(".clash").replaceChildren(alert);
}
const placesOf = (found) => [...found.top, ...found.chapters.flatMap((chapter) => chapter.places), ...found.gone];

function chapter(one, number) {
  const said = h("details", {}, h("summary", {}, `${T.summary_said} (${one.count})`), h("div", { class: "said" }));
  said.addEventListener("toggle", () => { if (said.open && !said.lastChild.firstChild) sentences(one, said.lastChild).catch(trouble); });
  return h("section", { class: "chapter", id: one.id }, h("h2", {}, `${fill(T.summary_chapter, { number })} · ${clock(one.start_ms)}–${clock(one.end_ms)}`), h("div", { class: "pair" }, ...one.places.map(box)), said);
}
async function sentences(one, where) {
  for (let at = 0; at < one.count; at += 200) {
    const page = await ask("/api/queue?" + new URLSearchParams({ episode: sheet.episode, order: "time", offset: one.first + at, limit: Math.min(200, one.count - at) }));
    where.append(...page.rows.map((row) => h("a", { class: "row", href: "/?" + new URLSearchParams({ episode: row.episode, sentence: row.id }) }, h("span", { lang: "en" }, row.source), h("span", { lang: "ja" }, row.target))));
  }
}
async function load() {
  const found = await ask("/api/summary/" + encodeURIComponent(sheet.episode));
  sheet.places = new Map(placesOf(found).map((place) => [place.anchor, place]));
  put($("summary"), !found.chapters.length && !found.top.length ? h("p", { class: "empty" }, T.summary_none) : null,
    found.top.length ? h("section", { class: "chapter" }, h("h2", {}, T.summary_whole), h("p", { class: "empty" }, T.summary_note), h("div", { class: "pair" }, ...found.top.map(box))) : null,
    ...found.chapters.map((one, at) => chapter(one, at + 1)),
    found.gone.length ? h("section", { class: "chapter" }, h("h2", {}, T.summary_gone), h("div", { class: "pair" }, ...found.gone.map(box))) : null);
  for (const anchor of sheet.places.keys()) { if (boxOf(anchor)) { facts(anchor); fit(boxOf(anchor).querySelector("textarea")); } }
  $("summary").dataset.ready = sheet.episode;
}
shared.leaving = async () => { for (const anchor of unsaved()) await decide(anchor, "edit"); };
$("episode").addEventListener("change", async () => {
  await shared.leaving();
  if (unsaved().length) { $("episode").value = sheet.episode; return; }
  sheet.episode = $("episode").value;
  await load().catch(trouble);
});
$("sentences-open").addEventListener("click", () => { location.href = "/?" + new URLSearchParams({ episode: sheet.episode }); });
addEventListener("beforeunload", (event) => { if (unsaved().length) event.preventDefault(); });
(async () => {
  try {
    const { episodes } = await ask("/api/episodes");
    $("episode").append(...episodes.map(([id, title]) => h("option", { value: id }, title === id ? id : `${title} (${id})`)));
    const asked = new URLSearchParams(location.search).get("episode");
    sheet.episode = episodes.some(([id]) => id === asked) ? asked : (episodes[0] || [""])[0];
    $("episode").value = sheet.episode;
    if (sheet.episode) await load();
  } catch (error) { trouble(error); }
})();
