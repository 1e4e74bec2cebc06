// What the daemon says becomes text and numbers of this page, never markup.

const address = new URLSearchParams(location.search);
const captionsOnly = address.has("captions");
const element = (id) => document.getElementById(id);

const finalsKept = 60;
const captionsHold = 8000; // milliseconds that captions alone stay after the last word
const openSegmentsKept = 4; // as in the daemon: a segment that never got its final is forgotten then

function place(path, fields) {
  const all = [["token", address.get("token") ?? ""], ...fields];
  return path + "?" + all.map(([name, value]) => name + "=" + encodeURIComponent(value)).join("&");
}

function make(tag, kind, text) {
  const made = document.createElement(tag);
  if (kind) made.className = kind;
  if (text !== undefined) made.textContent = text;
  return made;
}

// MARK: The daemon's lines

// Listens until it is closed; a browser's EventSource tries again by itself where the connection broke, but not where it was refused.
class Listener {
  constructor(fields, take, tell) {
    Object.assign(this, { fields, take, tell, last: "", source: null, timer: 0, isStale: false });
    this.open();
  }
  open() {
    const fields = this.last ? [...this.fields, ["last", this.last]] : this.fields;
    const source = (this.source = new EventSource(place("/events", fields)));
    source.onmessage = (event) => {
      if (event.lastEventId) this.last = event.lastEventId;
      this.take(JSON.parse(event.data));
    };
    source.addEventListener("daemon", (event) => this.tell(JSON.parse(event.data)));
    source.onopen = () => (this.isStale = false);
    source.onerror = () => {
      if (!this.isStale) this.tell({ page: false });
      if (source.readyState !== EventSource.CLOSED || this.source !== source) return;
      this.timer = setTimeout(() => this.again(), 2000);
    };
  }
  async again() {
    // An old address stays refused: `taichu view` has a new one.
    const answer = await fetch(place("/", [])).catch(() => null);
    if (!this.source) return;
    this.isStale = answer?.status === 403;
    if (this.isStale) this.tell({ stale: true });
    this.open();
  }
  close() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }
}

const takers = {
  "caption.partial": (caption) => takeCaption(caption, false),
  "caption.final": (caption) => takeCaption(caption, true),
  "object.tracks": (found) => camera(found.track).takeTracks(found),
  "object.enter": (thing) => camera(thing.track).enter(thing),
  "object.leave": (thing) => camera(thing.track).leave(thing),
  "object.move": (thing) => camera(thing.track).move(thing),
  scene: (scene) => camera(scene.track).takeScene(scene),
  attention: (map) => camera(map.track).takeAttention(map),
  health: takeHealth,
  device: takeDevice,
  gap: takeGap,
};

function take(line) {
  if (line.topic) takers[line.topic]?.(line.body);
  else if (line.hello) takeHello(line.hello);
  else if (line.reply === "status") takeHealth(line.body);
}

let life = null;
function takeHello(hello) {
  if (life !== null && life !== hello.start.monotonic) {
    // Another daemon: what was open and what was there belonged to the one before.
    for (const key of [...open.keys()]) close(key);
    for (const track of [...cameras.keys()]) forget(track);
    figures = null;
  }
  life = hello.start.monotonic;
  hasCameras = hello.topics.includes("camera.frame") || hello.topics.includes("scene");
  showMissing();
}

function tell(news) {
  const state = element("state");
  const wasGone = state.dataset.state === "gone";
  const say = (kind, text) => {
    if (state.textContent !== text) state.textContent = text;
    state.dataset.state = kind;
    element("overlay").dataset.state = kind;
  };
  if (news.stale) say("gone", "This address is an old one: open the one that taichu view prints now");
  else if (news.page === false) say("gone", "taichu view does not answer; trying again");
  else if (news.connected) {
    if (wasGone) for (const each of cameras.values()) each.askForPicture();
    say("live", "Live");
    if (news.complete === false) note("Some of what was said before is not known any more.");
  } else say("gone", "No daemon answers; waiting for one");
}

// MARK: Captions

const open = new Map(); // key → its line
const voices = new Set();

function keyOf(caption) {
  return JSON.stringify([caption.track, caption.task, caption.segment]);
}

function takeCaption(caption, isFinal) {
  if (captionsOnly && (caption.task ?? "transcribe") !== (address.get("task") ?? "transcribe")) return;
  const key = keyOf(caption);
  voices.add(caption.track);
  document.body.classList.toggle("many", voices.size > 1);
  let line = open.get(key);
  if (!line && caption.text) {
    line = make("p", "line" + (caption.task === "translate" ? " translated" : ""));
    line.append(make("span", "who", caption.track), make("span", "sure"), make("span", "unsure"));
    line.caption = caption;
    open.set(key, line);
    element(captionsOnly ? "overlay" : "open").append(line);
  }
  if (line) {
    line.caption = caption;
    write(line, caption, isFinal);
  }
  if (isFinal && line) {
    open.delete(key);
    if (!caption.text) line.remove();
    else if (!captionsOnly) keep(line);
  }
  for (const [other, { caption: old }] of open) {
    if (old.track === caption.track && old.task === caption.task && old.segment <= caption.segment - openSegmentsKept) close(other);
  }
  if (captionsOnly) holdCaptions();
  else follow();
  showMissing();
}

// A final is read out: it is a new element of the log, with all its text.
function keep(line) {
  const finals = element("finals");
  finals.append(line);
  while (finals.childElementCount > finalsKept) finals.firstElementChild.remove();
}

function close(key) {
  open.get(key)?.remove();
  open.delete(key);
}

function write(line, caption, isFinal) {
  const words = caption.words ?? [];
  const joined = (part) => part.map((word, index) => (index > 0 && !word.joined ? " " : "") + word.text).join("");
  const known = isFinal || words.length === 0 ? caption.text : joined(words.slice(0, caption.stable));
  const rest = isFinal || words.length === 0 ? "" : joined(words.slice(caption.stable));
  const [, sure, unsure] = line.children;
  const space = known && rest && !words[caption.stable].joined ? " " : "";
  if (sure.textContent !== known + space) sure.textContent = known + space;
  if (unsure.textContent !== rest) unsure.textContent = rest;
  line.lang = caption.task === "translate" ? "en" : caption.language;
}

function note(text) {
  if (!captionsOnly) {
    keep(make("p", "line told", text));
    follow();
  }
}

// The newest text stays in sight, unless somebody reads further up.
let isFollowing = true;
function follow() {
  const transcript = element("transcript");
  if (isFollowing) transcript.scrollTop = transcript.scrollHeight;
}
element("transcript").addEventListener("scroll", () => {
  const { scrollTop, scrollHeight, clientHeight } = element("transcript");
  isFollowing = scrollHeight - scrollTop - clientHeight < 40;
});

let holdTimer = 0;
function holdCaptions() {
  const overlay = element("overlay");
  while (overlay.childElementCount > 8) overlay.firstElementChild.remove();
  clearTimeout(holdTimer);
  holdTimer = setTimeout(() => {
    overlay.replaceChildren();
    open.clear();
  }, captionsHold);
}

// MARK: Devices and figures

const deviceStates = new Map();
function takeDevice(change) {
  const before = deviceStates.get(change.track);
  deviceStates.set(change.track, change);
  if (change.state === "ended") for (const [key, line] of [...open]) if (line.caption.track === change.track) close(key);
  const seen = cameras.get(change.track);
  if (seen) return seen.takeDevice(change);
  if (change.state === "connected") {
    if (before && before.state !== "connected") note(change.track + " is back");
  } else note(change.track + (change.state === "lost" ? " is away: " : change.state === "ended" ? " has ended: " : " failed: ") + change.detail);
}

function takeGap(gap) {
  note(gap.track + ": " + (gap.to - gap.from).toFixed(1) + " s were lost (" + gap.reason + ")");
}

let figures = null;
function takeHealth(health) {
  figures = { ...health, tracks: health.tracks ?? [] };
  for (const each of health.cameras ?? []) if (each.state !== "ended" || cameras.has(each.track)) camera(each.track);
  if (element("state").dataset.state === "live") element("state").textContent = "Live, profile " + health.profile;
  showMissing();
}

// MARK: Cameras

const cameras = new Map();
let hasCameras = true;
let wantsPicture = !captionsOnly;
let pictureNumber = 0;

function colour(id) {
  return "hsl(" + ((id * 137.508) % 360).toFixed(0) + " 85% 73%)"; // the golden angle: neighbours differ
}

class Camera {
  constructor(track) {
    Object.assign(this, { track, things: new Map(), texts: [], boxes: new Map(), found: null, hasTracks: false });
    this.root = make("figure", "camera");
    this.stage = make("div", "stage");
    this.image = make("img");
    this.image.alt = "Picture of " + track;
    this.image.addEventListener("load", () => this.shown());
    this.image.addEventListener("error", () => {
      delete this.image.dataset.shown;
      this.note.hidden = false;
      clearTimeout(this.retry);
      if (this.image.hasAttribute("src")) this.retry = setTimeout(() => this.askForPicture(), 2000);
    });
    this.heat = make("canvas", "heat");
    this.heat.width = this.heat.height = 16;
    this.heat.hidden = true;
    this.note = make("p", "note", "Waiting for a picture…");
    this.layer = make("div", "boxes");
    this.layer.setAttribute("aria-hidden", "true"); // the list says the same in words
    this.stage.append(this.image, this.note, this.heat, this.layer);
    this.sentence = make("p", "sentence");
    this.sentence.setAttribute("aria-live", "polite");
    const words = make("figcaption");
    words.append(make("span", "name", track), this.sentence);
    this.root.append(this.stage, words);
    element("cameras").append(this.root);
    const state = deviceStates.get(track);
    if (state) this.takeDevice(state);
    this.askForPicture();
  }

  askForPicture() {
    clearTimeout(this.retry);
    if (wantsPicture && !document.hidden) {
      this.image.src = place("/picture", [["track", this.track], ["n", ++pictureNumber]]);
    } else {
      // Nobody looks: the daemon need not make any.
      this.image.removeAttribute("src");
      delete this.image.dataset.shown;
    }
    if (!this.isAway) this.note.textContent = wantsPicture ? "Waiting for a picture…" : "The picture is switched off";
    if (!this.image.dataset.shown) this.note.hidden = false;
  }

  shown() {
    const { naturalWidth: width, naturalHeight: height } = this.image;
    if (!width || !height) return;
    this.image.dataset.shown = "";
    this.note.hidden = !this.isAway;
    this.stage.style.setProperty("--ratio", width + " / " + height);
    this.stage.style.setProperty("--ratio-number", width / height);
  }

  takeDevice(change) {
    this.isAway = change.state !== "connected";
    const words = { lost: "is away", ended: "has ended", failed: "failed" };
    this.note.textContent = this.isAway ? this.track + " " + words[change.state] + ": " + change.detail : "Waiting for a picture…";
    this.note.hidden = !this.isAway && "shown" in this.image.dataset;
    if (this.isAway) this.takeTracks({ objects: [] });
  }

  takeTracks(found) {
    this.hasTracks = true;
    this.draw(found.objects);
  }

  // Of several states between two pictures on the screen, the last one is drawn.
  draw(found) {
    const isWaiting = this.found !== null;
    this.found = found;
    if (!isWaiting) requestAnimationFrame(() => this.drawNow());
  }

  drawNow() {
    const found = this.found ?? [];
    this.found = null;
    const ids = new Set(found.map((thing) => thing.id));
    for (const [id, box] of this.boxes) {
      if (ids.has(id)) continue;
      box.remove();
      this.boxes.delete(id);
    }
    for (const { id, label, score, box } of found) {
      let drawn = this.boxes.get(id);
      if (!drawn) {
        drawn = make("div", "box");
        drawn.append(make("span"));
        drawn.style.setProperty("--of", colour(id));
        drawn.dataset.id = id;
        this.boxes.set(id, drawn);
        this.layer.append(drawn);
      }
      const percent = (value) => (value * 100).toFixed(3) + "%";
      Object.assign(drawn.style, { left: percent(box.x), top: percent(box.y), width: percent(box.width), height: percent(box.height) });
      const name = drawn.firstElementChild;
      const text = label + " " + id + (score < 0.5 ? "?" : "");
      if (name.textContent !== text) name.textContent = text;
      name.classList.toggle("inside", box.y < 0.05);
      // It grows towards the side that has more room, up to the picture's edge.
      const isRight = box.x + box.width / 2 > 0.6;
      name.classList.toggle("right", isRight);
      name.style.maxWidth = percent(Math.min(100, Math.max(isRight ? box.x + box.width : 1 - box.x, 0) / Math.max(box.width, 0.001)));
    }
  }

  enter(thing) {
    this.things.set(thing.id, thing);
    this.changed();
  }
  leave(thing) {
    this.things.delete(thing.id);
    this.changed();
  }
  move(thing) {
    this.things.set(thing.id, { ...this.things.get(thing.id), id: thing.id, label: thing.label, place: thing.after });
    this.changed();
  }

  takeScene(scene) {
    this.things = new Map(scene.objects.map((thing) => [thing.id, thing]));
    this.texts = scene.texts ?? [];
    this.salient = scene.salient;
    this.say(scene.words ?? []);
    this.changed();
  }

  changed() {
    // Without live boxes those of the scene are what there is.
    if (!this.hasTracks) this.draw([...this.things.values()].map((thing) => ({ score: 1, ...thing, box: thing.place.box })));
    list();
  }

  // The sentence in the reader's language, each claim with the things that prove it.
  say(languages) {
    const wanted = [address.get("lang"), ...navigator.languages].filter(Boolean).map((name) => name.split("-")[0]);
    const words = wanted.map((name) => languages.find((each) => each.language === name)).find(Boolean) ?? languages[0];
    if (!words || this.sentence.textContent === words.text) return;
    const parts = [];
    let from = 0;
    for (const claim of words.claims ?? []) {
      const at = words.text.indexOf(claim.text, from);
      if (at < 0) continue;
      const span = make("span", "claim", claim.text);
      if (claim.ids.length) {
        span.dataset.ids = claim.ids.join(" ");
        span.addEventListener("pointerenter", () => this.light(claim.ids));
        span.addEventListener("pointerleave", () => this.light([]));
      }
      parts.push(words.text.slice(from, at), span);
      from = at + claim.text.length;
    }
    this.sentence.replaceChildren(...parts, words.text.slice(from));
    this.sentence.lang = words.language;
  }

  light(ids) {
    for (const [id, box] of this.boxes) box.toggleAttribute("data-lit", ids.includes(id));
  }

  takeAttention({ columns, rows, values }) {
    const bytes = Uint8Array.from(atob(values), (character) => character.charCodeAt(0));
    if (!(columns > 0 && rows > 0) || bytes.length !== columns * rows) return;
    Object.assign(this.heat, { width: columns, height: rows, hidden: !wantsHeat });
    const picture = new ImageData(columns, rows);
    bytes.forEach((value, index) => picture.data.set([255, 210 - value * 0.7, 40, value], index * 4));
    this.heat.getContext("2d").putImageData(picture, 0, 0);
  }
}

function camera(track) {
  let seen = cameras.get(track);
  if (!seen) {
    seen = new Camera(track);
    cameras.set(track, seen);
    showMissing();
  }
  return seen;
}

function forget(track) {
  const gone = cameras.get(track);
  cameras.delete(track);
  gone.image.removeAttribute("src");
  clearTimeout(gone.retry);
  gone.root.remove();
  deviceStates.delete(track);
  list();
}

// MARK: What is there

function list() {
  const rows = [];
  for (const [track, { things, texts, salient }] of cameras) {
    const called = (id) => (things.get(id)?.label ?? "thing") + " " + id;
    for (const thing of [...things.values()].sort((a, b) => a.id - b.id)) {
      const more = [...(thing.place.posture ?? []).map((posture) => posture.replace("-", " "))];
      if (thing.place.zones?.length) more.push("in " + thing.place.zones.map((zone) => "“" + zone + "”").join(", "));
      if (thing.near?.length) more.push("near " + thing.near.map(called).join(", "));
      if (thing.id === salient) more.push("stands out");
      rows.push([thing.label, thing.id, more, track]);
    }
    for (const text of texts) rows.push(["“" + text.text + "”", text.id, text.on === undefined ? [] : ["on " + called(text.on)], track]);
  }
  element("list").replaceChildren(
    ...rows.map(([label, id, more, track]) => {
      const row = make("li");
      row.style.setProperty("--of", colour(id));
      row.dataset.id = id;
      if (cameras.size > 1) more.push(track);
      row.append(make("span", "label", label), make("span"), make("span", "id", "#" + id), make("span", "more", more.join(" · ")));
      row.addEventListener("pointerenter", () => cameras.get(track)?.light([id]));
      row.addEventListener("pointerleave", () => cameras.get(track)?.light([]));
      return row;
    }),
  );
  element("no-things").hidden = rows.length > 0;
}

function showMissing() {
  const missing = cameras.size === 0;
  element("no-camera").hidden = !missing;
  element("no-camera").textContent = !hasCameras
    ? "This daemon has no camera; captions only."
    : figures ? "No camera in the profile “" + figures.profile + "”; captions only." : "No camera was seen yet.";
  document.body.classList.toggle("blind", missing);
  document.body.classList.toggle("several", cameras.size > 1);
  element("things").hidden = missing;
  element("no-captions").textContent =
    figures?.tracks.length === 0 ? "Nothing is heard: the profile “" + figures.profile + "” has no source of sound." : "Nothing was said yet.";
  element("no-captions").hidden = element("finals").childElementCount + element("open").childElementCount > 0;
}

// MARK: Switches

let wantsHeat = false;
let heatListener = null;

function onSwitch(id, change) {
  const button = element(id);
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", on);
    change(on);
  });
}
onSwitch("show-picture", (on) => {
  wantsPicture = on;
  for (const each of cameras.values()) each.askForPicture();
});
onSwitch("show-boxes", (on) => document.body.classList.toggle("unboxed", !on));
onSwitch("show-heat", (on) => {
  wantsHeat = on;
  heatListener?.close();
  // Asked for only while it is looked at.
  heatListener = on ? new Listener([["topics", "attention"]], take, () => {}) : null;
  for (const each of cameras.values()) each.heat.hidden = true;
});
document.addEventListener("visibilitychange", () => {
  for (const each of cameras.values()) each.askForPicture();
});

// MARK: Begin

if (captionsOnly) document.documentElement.classList.add("captions");
const tracks = address.getAll("track").map((track) => ["track", track]);
showMissing();
new Listener(
  captionsOnly
    ? [["topics", "caption"], ...tracks]
    : [["topics", "caption,object,scene,gap,device,health"], ["since", "0"], ...tracks],
  take, tell);
