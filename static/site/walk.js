/* A check as a walk: one card at a time, saved at every change, sent when there is a network.
   Without this script the same form is one long page. */
const SAVE_AFTER_MS = 1200;
const TRY_AGAIN_MS = 8000;
const NOT_ANSWERS = new Set(["csrfmiddlewaretoken", "walker"]);

class NoNetwork extends Error {}

class Walk {
  constructor(form) {
    this.form = form;
    this.data = form.dataset;
    this.mark = form.dataset.mark;
    this.cards = [...form.querySelectorAll("[data-card]")];
    this.here = 0;
    this.record = keptAnswers.read(this.mark) ?? { dirty: false, waits: false, base: "" };
    this.stop = new AbortController();
  }

  part(name) {
    return this.form.querySelector(`[data-walk-${name}]`);
  }

  word(name, values = {}) {
    const text = this.form.querySelector(`[data-word="${name}"]`).textContent;
    return text.replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);
  }

  start(at) {
    this.form.classList.add("is-walking");
    for (const name of ["top", "thumb"]) this.part(name).hidden = false;
    this.part("thumb").append(this.part("send"));
    for (const shots of this.form.querySelectorAll("[data-walk-shots]")) shots.hidden = false;
    const on = (target, what, handler) => target.addEventListener(what, handler, { signal: this.stop.signal });
    on(this.form, "input", (event) => this.changed(event));
    on(this.form, "change", (event) => this.changed(event));
    on(this.form, "submit", (event) => this.submitted(event));
    on(this.part("back"), "click", () => this.go(this.here - 1));
    on(this.part("next"), "click", () => this.go(this.here + 1));
    on(window, "online", () => (this.record.waits ? this.handIn() : this.saveOnSite()));
    for (const input of this.form.querySelectorAll("[data-walk-photo]")) {
      on(input, "change", () => this.photographed(input));
    }
    this.fillJumpList(on);
    this.restore();
    this.hint();
    const wrong = this.cards.findIndex((card) => card.querySelector(".is-bad"));
    this.go(wrong >= 0 ? wrong : (at ?? this.firstOpen()), { isFirst: true });
    this.showPhotos();
    if (this.record.waits) this.handIn();
    else if (this.record.dirty) this.saveOnSite();
  }

  /* ---------- cards */

  go(number, { isFirst = false } = {}) {
    this.here = Math.min(Math.max(number, 0), this.cards.length - 1);
    this.cards.forEach((card, index) => card.classList.toggle("is-here", index === this.here));
    const last = this.cards.length - 1;
    this.part("step").textContent = this.word("step", { here: this.here + 1, all: this.cards.length });
    this.part("progress").max = last;
    this.part("progress").value = this.here;
    this.part("back").disabled = this.here === 0;
    this.part("next").hidden = this.here === last;
    this.part("send").hidden = this.here !== last;
    this.part("jump").closest("details").open = false;
    this.markJumpList();
    if (this.here === last) this.sumUp();
    if (!isFirst) {
      this.form.scrollIntoView({ block: "start" });
      this.cards[this.here].focus({ preventScroll: true });
    }
  }

  firstOpen() {
    const first = this.cards.findIndex((card) => !this.isAnswered(card));
    return this.values().length && first > 0 ? first : 0;
  }

  isAnswered(card) {
    const needed = [...card.querySelectorAll(".walk-field")].filter(
      (field) => !field.querySelector(".optional") || field.querySelector("[inputmode=decimal]"),
    );
    return needed.every((field) => {
      const radios = field.querySelectorAll("[type=radio]");
      if (radios.length) return [...radios].some((radio) => radio.checked);
      return [...field.querySelectorAll("input, textarea, select")].every((input) => input.value.trim());
    });
  }

  fillJumpList(on) {
    this.jumps = this.cards.map((card, index) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "walk-to";
      const title = document.createElement("span");
      title.textContent = card.dataset.title;
      const state = document.createElement("span");
      state.className = "meta";
      button.append(title, state);
      on(button, "click", () => this.go(index));
      item.append(button);
      return { item, button, state };
    });
    this.part("jump").replaceChildren(...this.jumps.map((jump) => jump.item));
  }

  markJumpList() {
    this.jumps.forEach(({ button, state }, index) => {
      const card = this.cards[index];
      if (index === this.here) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
      const isLast = index === this.cards.length - 1;
      state.textContent = isLast ? "" : this.word(this.isAnswered(card) ? "answered" : "open");
    });
  }

  hint() {
    for (const hint of this.form.querySelectorAll("[data-hint]")) {
      const [name, value] = hint.dataset.hint.split("=");
      hint.hidden = this.form.querySelector(`[name="${name}"]:checked`)?.value !== value;
    }
    for (const measure of this.form.querySelectorAll("[data-measure]")) {
      const isCaution = measure.closest("[data-card]").querySelector(".v-caution[data-hint]:not([hidden])");
      measure.hidden = !isCaution && !measure.querySelector("input").value && !measure.querySelector(".is-bad");
    }
  }

  sumUp() {
    const open = this.cards.slice(0, -1).filter((card) => !this.isAnswered(card));
    this.part("missing").hidden = !open.length;
    this.part("whole").hidden = open.length > 0;
    this.part("missing-words").textContent = this.word("missing", { n: open.length });
    const items = open.map((card) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-line btn-s";
      button.textContent = card.dataset.title;
      button.addEventListener("click", () => this.go(this.cards.indexOf(card)));
      item.append(button);
      return item;
    });
    this.part("missing-list").replaceChildren(...items);
    this.saveOnSite({ always: true });
  }

  /* ---------- keeping */

  values() {
    const data = [...new FormData(this.form).entries()];
    return data.filter(([name, value]) => !NOT_ANSWERS.has(name) && typeof value === "string" && value);
  }

  changed(event) {
    if (event.target.type === "file") return;
    this.record = {
      ...this.record,
      values: Object.fromEntries(this.values()),
      changedAt: Date.now(),
      after: this.data.handedInAt ?? "",
      dirty: true,
      touched: [...new Set(this.record.touched).add(event.target.name)],
    };
    this.keep();
    this.hint();
    this.cards[this.here].querySelector("[data-hint]:not([hidden])")?.scrollIntoView({ block: "nearest" });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.saveOnSite(), SAVE_AFTER_MS);
  }

  keep() {
    const isKept = keptAnswers.write(this.mark, this.record);
    this.part("state").textContent = isKept ? this.word("local") : "";
  }

  /* The newer copy counts; what was handed in since counts for nothing any more. The clocks of phone and site may
     differ, so they are compared only where the site's copy is another one than this phone knows: then what was
     touched here since its last save still stands, for an answer of the site may have been lost on the way. */
  restore() {
    const { savedAt = "", handedInAt = "" } = this.data;
    const { values, changedAt = 0, after = "", dirty, base = "", waits, touched = [] } = this.record;
    if (values && !isSameMoment(after, handedInAt) && !waits) {
      keptAnswers.forget(this.mark);
      this.record = { dirty: false, waits: false, base: savedAt };
      return;
    }
    const isSame = isSameMoment(base, savedAt);
    // Both stamps are the site's own: this page was made before the site had kept what this phone sent last.
    const isStale = values && base && !(Date.parse(savedAt) >= Date.parse(base));
    const isNewer = isStale || (values && dirty && (isSame || !(Date.parse(savedAt) > changedAt)));
    const isOurs = (name) => isNewer || (dirty && touched.includes(name));
    if (!isNewer && !(values && dirty && touched.length)) {
      this.record = { ...this.record, dirty: false, waits: waits && isSame, base: savedAt };
      if (savedAt) this.part("state").textContent = this.word("saved");
      return;
    }
    if (this.form.querySelector(".is-bad")) return;
    for (const field of this.form.elements) {
      if (!isOurs(field.name) || NOT_ANSWERS.has(field.name) || field.type === "file") continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked = values[field.name] === field.value;
      else field.value = values[field.name] ?? "";
    }
    this.record = { ...this.record, values: Object.fromEntries(this.values()) };
    if (!isStale) this.record.base = savedAt;
    this.part("state").textContent = this.word("restored");
  }

  async saveOnSite({ always = false } = {}) {
    if (!this.record.dirty && !always) return;
    const sent = this.record.changedAt;
    const result = this.part("result");
    try {
      const answer = await this.post(this.data.draftUrl, new URLSearchParams(this.draft()));
      const told = await this.understood(answer);
      if (!told) return;
      result.innerHTML = told.result; // made by this site's own template, which escapes every answer
      const isAll = this.record.changedAt === sent;
      this.record = { ...this.record, base: told.saved_at ?? "", ...(isAll && { dirty: false, touched: [] }) };
      keptAnswers.write(this.mark, this.record);
      if (isAll) this.part("state").textContent = this.word("saved");
    } catch (problem) {
      if (!(problem instanceof NoNetwork)) throw problem;
      result.textContent = this.word("offline-result");
      if (this.record.dirty) this.keep();
    }
  }

  draft() {
    return [...this.values(), ["walker", this.mark], ["csrfmiddlewaretoken", this.token()]];
  }

  token() {
    return this.form.elements.csrfmiddlewaretoken.value;
  }

  /* ---------- photos */

  async photographed(input) {
    const line = input.closest("[data-card]").dataset.card;
    const files = [...input.files];
    input.value = "";
    for (const file of files) {
      const bytes = await file.arrayBuffer();
      const { name, type } = file;
      await keptPhotos.add({ id: newPhotoId(), mark: this.mark, line, bytes, name, type, keptAt: Date.now() });
    }
    await this.showPhotos();
    await this.sendPhotos().catch(() => undefined);
  }

  async showPhotos() {
    this.form.querySelectorAll("[data-waiting]").forEach((item) => item.remove());
    for (const photo of await keptPhotos.of(this.mark)) {
      const list = this.photosOf(photo.line);
      const item = document.createElement("li");
      item.dataset.waiting = photo.id;
      const words = document.createElement("span");
      words.className = "state is-wait";
      words.textContent = photo.problem ?? this.word("waits");
      const drop = document.createElement("button");
      drop.type = "button";
      drop.className = "btn btn-quiet btn-s";
      drop.textContent = this.word("drop");
      drop.addEventListener("click", async () => {
        await keptPhotos.remove(photo.id);
        item.remove();
      });
      item.append(words, drop);
      list?.append(item);
    }
  }

  photosOf(line) {
    return this.form.querySelector(`[data-card="${line}"] [data-walk-photos]`);
  }

  /* One after the other; those the site refused wait for the person, the others for the network. */
  async sendPhotos() {
    if (this.isSendingPhotos) return;
    this.isSendingPhotos = true;
    try {
      const waiting = (await keptPhotos.of(this.mark)).filter((photo) => !photo.problem);
      for (const [index, photo] of waiting.entries()) {
        if (this.record.waits) this.say("photos", { n: waiting.length - index });
        await this.sendPhoto(photo);
      }
    } finally {
      this.isSendingPhotos = false;
      await this.showPhotos();
    }
  }

  async sendPhoto(photo) {
    const body = new FormData();
    const facts = { nonce: photo.id, line: photo.line, zone: this.data.zone, nobody: "on" };
    for (const [name, value] of Object.entries(facts)) body.set(name, value);
    body.set("photo", new Blob([photo.bytes], { type: photo.type }), photo.name);
    const answer = await this.post(this.data.photoUrl, body);
    if (answer.status === 201) {
      const { url } = await answer.json();
      const item = document.createElement("li");
      const image = new Image(72, 72);
      image.src = url;
      image.alt = this.word("shot");
      item.append(image);
      this.photosOf(photo.line)?.append(item);
      await keptPhotos.remove(photo.id);
    } else if (answer.status === 400) {
      const { sentence } = await answer.json();
      await keptPhotos.add({ ...photo, problem: sentence });
    } else if (answer.status !== 429) {
      await this.understood(answer);
    }
  }

  /* ---------- handing in */

  submitted(event) {
    if (event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    this.record = { ...this.record, values: Object.fromEntries(this.values()), waits: true, dirty: true };
    this.record.changedAt = Date.now();
    this.keep();
    this.handIn();
  }

  async handIn() {
    if (this.isSending) return;
    this.isSending = true;
    clearTimeout(this.timer);
    clearTimeout(this.retry);
    this.say("sending");
    this.part("send").disabled = true;
    try {
      await this.sendPhotos();
      const answer = await this.post(this.form.action || location.href, new URLSearchParams(this.draft()));
      await this.handedIn(answer);
    } catch (problem) {
      if (!(problem instanceof NoNetwork)) throw problem;
      this.say(navigator.onLine ? "later" : "offline");
      this.retry = setTimeout(() => this.record.waits && this.handIn(), TRY_AGAIN_MS);
    } finally {
      this.isSending = false;
      this.part("send").disabled = false;
      this.part("send").textContent = this.word(this.record.waits ? "again" : "send");
    }
  }

  async handedIn(answer) {
    const told = await this.understood(answer);
    if (told?.url) {
      keptAnswers.forget(this.mark);
      this.record = { dirty: false, waits: false };
      const refused = (await keptPhotos.of(this.mark)).filter((photo) => photo.problem);
      await Promise.all(refused.map((photo) => keptPhotos.remove(photo.id)));
      location.assign(told.url);
    } else if (told?.page) {
      this.mend(told.page);
    }
  }

  /* The site found something to mend: its marked form takes the place of ours, with all answers in it. */
  mend(page) {
    this.record = { ...this.record, waits: false };
    keptAnswers.write(this.mark, this.record);
    const form = page.querySelector("#walk");
    this.leave();
    this.form.replaceWith(form);
    const walk = new Walk(form);
    walk.start(walk.cards.length - 1);
    if (walk.here === walk.cards.length - 1) walk.say("mend");
  }

  leave() {
    this.stop.abort();
    clearTimeout(this.timer);
    clearTimeout(this.retry);
  }

  say(name, values) {
    this.part("said").hidden = false;
    this.part("said-words").textContent = this.word(name, values);
    this.part("sign-in").hidden = !["session", "other"].includes(name);
  }

  /* ---------- talking with the site */

  /* A form's token ages while somebody is offline: ask for a new one once, and see who is signed in now. */
  async post(url, body, { isSecondTry = false } = {}) {
    body.set("csrfmiddlewaretoken", this.token());
    const answer = await fetched(url, { method: "POST", body, headers: { Accept: "application/json" } });
    if (answer.status >= 500) throw new NoNetwork();
    if (answer.status === 403 && !isSecondTry && (await this.renewToken())) {
      return this.post(url, body, { isSecondTry: true });
    }
    return answer;
  }

  async renewToken() {
    const answer = await fetched(location.href, {});
    const form = parsed(await answer.text()).querySelector("#walk");
    if (!form) this.say("session");
    else if (form.dataset.mark !== this.mark) this.say("other");
    else this.form.elements.csrfmiddlewaretoken.value = form.elements.csrfmiddlewaretoken.value;
    return form?.dataset.mark === this.mark;
  }

  /* What an answer means: JSON, or a page that is read for its form; null was said to the person already. */
  async understood(answer) {
    if (answer.headers.get("Content-Type")?.startsWith("application/json")) return answer.json();
    if (answer.redirected && new URL(answer.url).pathname === this.data.loginUrl) {
      this.say("session");
    } else if (answer.status === 409) {
      this.say("other");
    } else if (answer.ok) {
      const page = parsed(await answer.text());
      if (page.querySelector("#walk")) return { page };
    }
    return null;
  }
}

async function fetched(url, options) {
  try {
    return await fetch(url, { credentials: "same-origin", ...options });
  } catch {
    throw new NoNetwork();
  }
}

function isSameMoment(one, other) {
  return one === other || Date.parse(one) === Date.parse(other);
}

function parsed(text) {
  return new DOMParser().parseFromString(text, "text/html");
}

keptAnswers.tidy();
keptPhotos.tidy();
for (const form of document.querySelectorAll("form#walk")) new Walk(form).start();
