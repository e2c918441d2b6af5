/* corrente: shows variants and measures what comes of them. Any failure leaves the page as it is: its default.
   Written for browsers from 2017 on, without a build step. Documentation: docs/reference/script.md */
(() => {
  "use strict";
  const KEY = "corrente";
  const IDLE_MS = 60000; // without a sign of life for so long, nobody is reading
  const REPORT_MS = 300000; // far below the half hour that ends a session
  const SEND_MS = 500, LONGEST_MS = 60000;
  const MOST_WAITING = 100, MOST_TEXT = 8000, MOST_BATCH = 20000; // a beacon takes 64 kB, a letter up to three bytes
  const PLACES = { text: /^(?!script$|style$)/i, alt: /^img$/i, href: /^(a|area)$/i, src: /^(img|source|video|audio)$/i };

  const safe = (act, otherwise) => function () {
    try { return act.apply(this, arguments); } catch (_) { return otherwise; }
  };

  const start = () => {
    if (window.corrente && window.corrente.decide) return;
    const script = document.currentScript || document.querySelector("script[data-key]");
    const option = (name) => script.getAttribute("data-" + name);
    const service = new URL(option("service") || ".", script.src);
    const limit = Number(option("limit")) || 800, before = option("before-consent");
    const signalled = navigator.globalPrivacyControl === true || /^(1|yes)$/.test(navigator.doNotTrack);
    const now = () => performance.now();
    const visible = () => document.visibilityState === "visible";
    const id = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => (b + 256).toString(16).slice(1)).join("");

    // consent: null where nothing was said, false where it was refused, else what was agreed to

    const read = safe((place) => JSON.parse(window[place].getItem(KEY)), null);
    const write = safe((place, value) => window[place].setItem(KEY, JSON.stringify(value)));
    const erase = safe((place) => window[place].removeItem(KEY));
    const forget = () => { erase("localStorage"); erase("sessionStorage"); };
    const agreed = (given) => {
      const list = given === true ? ["analytics"] : Array.isArray(given) ? given
        : Object.keys(given || {}).filter((name) => given[name] === true || given[name] === "granted");
      return list.some((name) => /^analytics(_storage)?$/.test(name)) && list.reduce((all, name) => (all[name] = true, all), {});
    };
    const own = option("unit");
    let consent = signalled ? false : null, unit = own || id();
    let queue = [], sending = false, failures = 0, timer = 0;
    const asked = new Map(), seen = new Map();
    const mayMeasure = () => consent || (consent === null && before === "measure");
    const mayDecide = () => mayMeasure() || (consent === null && before === "decide");
    const save = (unsent) => {
      write("localStorage", { unit, consent, unsent });
      write("sessionStorage", campaign);
    };
    const setConsent = (given) => {
      const wanted = !signalled && agreed(given);
      if (!wanted) {
        forget();
        consent = false; queue = []; unit = own || id();
        asked.clear(); seen.clear();
      } else {
        const first = !mayMeasure();
        consent = wanted;
        save();
        if (first) { alive(); engaged = 0; seen.forEach(viewed); }
      }
      return !!consent;
    };

    // deciding

    const post = (path, body, keepalive) => fetch(new URL(path, service).href, {
      method: "POST", body: envelope(body), keepalive, credentials: "omit", // a string goes as text/plain: no preflight
    });
    const envelope = (body) => JSON.stringify(Object.assign({ writeKey: option("key") }, body));
    const fallback = (because) => ({ variant: null, payload: {}, decision_id: null, because });
    const checked = (answer) => {
      if (typeof answer.variant !== "string" || typeof (answer.payload || {}) !== "object") throw 0;
      return Object.assign({ decision_id: null }, answer, { payload: answer.payload || {} });
    };
    const ask = (test, context, wait = limit) => {
      if (!mayDecide()) return Promise.resolve(fallback("consent"));
      if (wait <= 0) return Promise.resolve(fallback("time"));
      const question = { test: String(test), unit, context: context || {} }, known = JSON.stringify(question);
      if (!asked.has(known)) asked.set(known, Promise.race([
        Promise.resolve().then(() => post("v1/decide", question)).then((answer) => answer.ok ? answer.json() : null).then(checked),
        new Promise((done) => setTimeout(done, wait, fallback("time"))),
      ]).catch(() => fallback("service")));
      return asked.get(known);
    };
    const viewed = (found, test) => track("Experiment Viewed", {
      experiment_id: test, variation_id: found.variant, decision_id: found.decision_id,
    });
    const see = safe((test, found) => {
      if (!found.decision_id || seen.has(test)) return;
      if (!visible()) return document.addEventListener("visibilitychange", () => see(test, found), { once: true });
      seen.set(test, found);
      viewed(found, test);
    });
    const decide = (test, options) => Promise.resolve().then(() => ask(test, (options || {}).context)).then((found) => {
      see(test, found);
      return found;
    }).catch(() => fallback("service"));

    // what the page's own marks ask for

    const place = (element, what, said) => {
      if (typeof said !== "string" || !PLACES[what].test(element.tagName)) return;
      if (what === "text") element.textContent = said;
      else if (what === "alt") element.alt = said;
      else if (/^https?:$/.test(new URL(said, document.baseURI).protocol)) element.setAttribute(what, said);
    };
    const apply = (element, found) => {
      const mine = (name) => [element].concat(Array.from(element.querySelectorAll(`[data-corrente-${name}]`)))
        .filter((one) => one.hasAttribute(`data-corrente-${name}`) && one.closest("[data-corrente-test]") === element);
      const variants = mine("variant"), of = (one) => one.getAttribute("data-corrente-variant");
      if (found.variant === null || (variants.length && !variants.some((one) => of(one) === found.variant))) return false;
      variants.forEach((one) => { one.hidden = of(one) !== found.variant; });
      Object.keys(PLACES).forEach((what) => mine(what).forEach(safe((one) => {
        place(one, what, found.payload[one.getAttribute("data-corrente-" + what)]);
      })));
      return true;
    };
    const show = safe((element) => {
      const test = element.getAttribute("data-corrente-test"), context = parsed(element, "context");
      const shown = (found) => {
        const done = safe(apply, false)(element, found);
        element.setAttribute("data-corrente-shown", done ? found.variant : "");
        if (done) see(test, found);
      };
      try { ask(test, context, limit - sinceFirstPaint()).then(safe(shown)); } catch (_) { shown(fallback("service")); }
    });
    const parsed = safe((element, name) => JSON.parse(element.getAttribute("data-corrente-" + name)));
    const sinceFirstPaint = () => { // what has been looked at for longer than the limit is not changed any more
      const [first] = performance.getEntriesByType("paint");
      return first ? now() - first.startTime : 0;
    };
    const hide = safe(() => { // by an animation, which ends by itself; only where nothing has been painted yet
      if (sinceFirstPaint() || !mayDecide()) return;
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("@keyframes corrente{0%,100%{visibility:hidden}}"
        + `[data-corrente-test]:not([data-corrente-shown]){animation:corrente ${limit}ms}`);
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    });

    // what happens is told in batches, again and again until it is taken; a message id makes that harmless

    const campaign = {};
    new URLSearchParams(location.search).forEach((value, name) => {
      const [, part] = /^utm_(id|source|medium|campaign|term|content)$/.exec(name) || [];
      if (part) campaign[part === "campaign" ? "name" : part] = value.slice(0, 200);
    });
    const clean = (url) => url.split(/[?#]/)[0];
    const around = () => ({
      campaign, library: { name: "corrente.js" }, consent: { categoryPreferences: consent || {} },
      page: { path: location.pathname, url: clean(location.href), title: document.title, referrer: clean(document.referrer) },
    });
    const track = safe((event, properties, ago) => {
      if (!mayMeasure()) return;
      const said = JSON.stringify({
        type: "track", messageId: id(), anonymousId: unit, event: String(event), timestamp: new Date(Date.now() - (ago || 0)).toISOString(),
        properties: properties || {}, context: around(),
      });
      if (said.length > MOST_TEXT) return;
      queue = queue.concat(JSON.parse(said)).slice(-MOST_WAITING);
      schedule(SEND_MS);
    });
    const schedule = (wait) => { timer = timer || setTimeout(send, failures ? backoff() : wait); };
    const backoff = () => Math.min(LONGEST_MS, SEND_MS * Math.pow(2, failures)) * (0.5 + Math.random() / 2);
    const batch = () => {
      let size = 0;
      return queue.filter((message) => (size += JSON.stringify(message).length) < MOST_BATCH);
    };
    const stamped = (messages) => ({ batch: messages, sentAt: new Date().toISOString() });
    const drop = (messages) => { queue = queue.filter((one) => messages.indexOf(one) < 0); };
    const taken = (answer) => {
      if (answer.status === 429 || answer.status >= 500) throw 0;
      return answer.ok ? answer.json().then((said) => { if (typeof said.accepted !== "number") throw 0; }) : null;
    };
    const send = safe(() => {
      timer = 0;
      const messages = batch();
      if (sending || !messages.length) return;
      sending = true;
      const ended = (count) => {
        failures = count; sending = false;
        if (queue.length) schedule(0);
      };
      Promise.resolve().then(() => post("v1/track", stamped(messages), true)).then(taken)
        .then(() => { drop(messages); ended(0); }).catch(() => ended(failures + 1));
    });
    const leave = safe(() => {
      report();
      if (consent && failures) save(queue); // the service cannot be reached: the next page tries again
      for (let messages = batch(); messages.length; messages = batch()) {
        if (!navigator.sendBeacon(new URL("v1/track", service).href, envelope(stamped(messages)))) return;
        drop(messages);
      }
    });

    // how long the page was visible and in use

    let engaged = 0, last = now(), sign = last, watched = visible();
    const count = () => {
      const at = now();
      if (watched) engaged += Math.max(0, Math.min(at, sign + IDLE_MS) - last);
      last = at;
    };
    const alive = () => { count(); sign = last; };
    const report = () => {
      count();
      const seconds = Math.round(engaged) / 1000;
      engaged = 0;
      if (seconds > 0) track("Page Engaged", { seconds }, Math.max(0, last - sign - IDLE_MS)); // when the use ended
    };
    const watch = (seen) => {
      count();
      if (watched && !seen) leave();
      watched = seen;
      sign = last;
    };

    const happened = (element) => {
      const properties = parsed(element, "properties"), test = element.closest("[data-corrente-test]");
      const found = test && seen.get(test.getAttribute("data-corrente-test"));
      track(element.getAttribute("data-corrente-event"), Object.assign(found ? { decision_id: found.decision_id } : {}, properties));
    };
    const on = (target, names, act) => names.split(" ").forEach((name) => target.addEventListener(name, safe(act), { capture: true, passive: true }));
    const clicked = (event) => {
      const element = event.button < 2 && event.target.closest("[data-corrente-event]");
      if (element && element.tagName !== "FORM") happened(element);
    };

    const kept = read("localStorage");
    if (kept && signalled) forget();
    else if (kept && kept.unit && agreed(kept.consent)) {
      consent = kept.consent; unit = own || String(kept.unit);
      queue = [].concat(kept.unsent || []);
      if (!Object.keys(campaign).length) Object.assign(campaign, read("sessionStorage"));
      save();
      if (queue.length) schedule(0);
    }
    hide();
    on(document, "click auxclick", clicked);
    on(document, "submit", (event) => { if (event.target.matches("[data-corrente-event]")) happened(event.target); });
    on(document, "pointermove pointerdown keydown wheel scroll touchstart", alive);
    setInterval(safe(report), REPORT_MS);
    on(document, "visibilitychange", () => watch(visible()));
    on(window, "pagehide", () => watch(false));
    on(window, "storage", (event) => { // taken back in another tab
      if (consent && !event.newValue && (event.key === KEY || event.key === null)) setConsent(false);
    });

    const waiting = Array.isArray(window.corrente) ? window.corrente : [];
    const corrente = { decide, track: (event, properties) => track(event, properties), consent: safe(setConsent, false), push: (act) => safe(act)(corrente) };
    safe(() => { window.corrente = corrente; })();
    waiting.forEach(corrente.push);
    const begin = safe(() => document.querySelectorAll("[data-corrente-test]").forEach(show));
    if (document.readyState === "loading") on(document, "DOMContentLoaded", begin);
    else begin();
  };
  safe(start)();
})();
