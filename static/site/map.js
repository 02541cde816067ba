/* Maps of places, and small maps beside fields that hold a point or a line of points. The list and the fields do
   the same without them. Nothing is asked of another server unless the site names one for tiles. */
(() => {
  const SITE = document.currentScript.dataset;
  const CLOSE = 8; // from this zoom on the outlines of the continents are too coarse to show
  const STREET = 16;
  const SIGN = 46; // pixels that a sign needs for itself
  const WORLD = [[20, 10], 1];
  const COPIES = [-360, 0, 360];

  const point = (latitude, longitude) => (latitude && longitude ? [Number(latitude), Number(longitude)] : null);
  const written = ({ lat, lng }) => `${lat.toFixed(6)}, ${(((((lng + 180) % 360) + 360) % 360) - 180).toFixed(6)}`;

  function read(text) {
    const found = /^\s*(-?\d{1,3}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(text);
    return found && Math.abs(found[1]) <= 90 && Math.abs(found[2]) <= 180 ? [Number(found[1]), Number(found[2])] : null;
  }

  function draw(canvas, center, zoom) {
    const map = L.map(canvas, { attributionControl: false, zoomControl: false, worldCopyJump: true, minZoom: 1, maxZoom: 19 });
    L.control.zoom({ zoomInTitle: SITE.zoomIn, zoomOutTitle: SITE.zoomOut }).addTo(map);
    if (center) map.setView(center, zoom);
    else map.setView(...WORLD);
    L.control.scale({ imperial: false }).addTo(map);
    if (SITE.tiles) {
      L.tileLayer(SITE.tiles, { maxZoom: 19, referrerPolicy: "strict-origin-when-cross-origin" }).addTo(map);
    } else outline(map, canvas);
    return map;
  }

  async function outline(map, canvas) {
    const answer = await fetch(SITE.land);
    if (!answer.ok) return;
    const rings = await answer.json();
    const moved = (by) => rings.map((land) => land.map((ring) => ring.map(([lat, lng]) => [lat, lng + by])));
    const land = L.polygon(COPIES.flatMap(moved), { className: "land", stroke: false, interactive: false });
    const fit = () => {
      const isClose = map.getZoom() >= CLOSE;
      canvas.classList.toggle("is-close", isClose);
      if (isClose) land.remove();
      else land.addTo(map).bringToBack();
    };
    map.on("zoomend", fit);
    fit();
  }

  /* ---- the map of a list, or around one place ---- */

  function sign(place, number, shapes) {
    const body = document.createElement("span");
    body.className = `sign v-${place.verdict}`;
    body.append(shapes.querySelector(`[data-kind=${place.verdict}] svg`).cloneNode(true));
    if (number) body.append(Object.assign(document.createElement("b"), { textContent: number }));
    const words = Object.assign(document.createElement("span"), { textContent: `${place.name}, ${place.words}` });
    words.className = "visually-hidden";
    body.append(words);
    return L.divIcon({ html: body, className: "sign-box", iconSize: [44, 44], popupAnchor: [0, -16] });
  }

  function bubble(place) {
    const box = document.createElement("div");
    const link = Object.assign(document.createElement("a"), { href: place.url, textContent: place.name });
    const kind = Object.assign(document.createElement("p"), { textContent: place.kind });
    box.append(link, kind, Object.assign(document.createElement("p"), { textContent: place.words }));
    for (const { title, when, url } of place.dates || []) {
      const date = document.createElement("p");
      date.append(Object.assign(document.createElement("a"), { href: url, textContent: title }), `, ${when}`);
      box.append(date);
    }
    return box;
  }

  const near = (longitude, middle) => longitude + 360 * Math.round((middle - longitude) / 360);

  function shown(map, place, box) {
    const middle = map.getCenter().lng;
    const row = document.querySelector(`[data-place="${place.slug}"]`);
    const at = [place.at[0], near(place.at[1], middle)];
    const icon = sign(place, row?.dataset.number, box.querySelector("[data-shapes]").content);
    const layers = [L.marker(at, { icon, zIndexOffset: row ? 500 : 0 }).bindPopup(bubble(place))];
    const ring = (points) => points.map(([lat, lng]) => [lat, near(lng, middle)]);
    if (place.outline) layers.unshift(L.polygon(ring(place.outline), { className: "around", interactive: false }));
    for (const zone of place.zones || []) {
      const make = zone.area ? L.polygon : L.polyline;
      layers.unshift(make(ring(zone.points), { className: zone.area ? "zone area" : "zone", interactive: false }));
    }
    return L.layerGroup(layers);
  }

  /* One of the signs that would lie on each other, so that a finger meets one; those of the list come first. */
  function apart(map, places) {
    const isListed = ({ slug }) => Boolean(document.querySelector(`[data-place="${slug}"]`));
    const taken = [];
    return [...places].sort((a, b) => isListed(b) - isListed(a)).filter(({ at }) => {
      const spot = map.latLngToContainerPoint([at[0], near(at[1], map.getCenter().lng)]);
      const isFree = !taken.some(({ x, y }) => Math.abs(x - spot.x) < SIGN && Math.abs(y - spot.y) < SIGN);
      if (isFree) taken.push(spot);
      return isFree;
    });
  }

  function fill(map, box) {
    const said = box.querySelector("[role=status]");
    const there = new Map();
    let asking = new AbortController();
    let wait = 0;

    const towns = L.layerGroup().addTo(map);
    const name = ([words, ...at]) =>
      L.marker([at[0], near(at[1], map.getCenter().lng)], {
        icon: L.divIcon({ html: Object.assign(document.createElement("span"), { textContent: words }), className: "town" }),
        interactive: false,
        keyboard: false,
        zIndexOffset: -1000,
      });
    const show = ({ places, cities, is_more: isMore }) => {
      towns.clearLayers();
      const named = [];
      for (const city of SITE.tiles ? [] : cities) {
        const at = map.latLngToContainerPoint([city[1], near(city[2], map.getCenter().lng)]);
        if (named.some(({ x, y }) => Math.abs(x - at.x) < 90 && Math.abs(y - at.y) < 22)) continue;
        named.push(at);
        name(city).addTo(towns);
      }
      const free = apart(map, places);
      const wanted = new Map(free.map((place) => [place.slug + place.verdict + Boolean(place.outline), place]));
      for (const [key, layer] of there) if (!wanted.has(key)) there.delete(key), layer.remove();
      for (const [key, place] of wanted) if (!there.has(key)) there.set(key, shown(map, place, box).addTo(map));
      said.textContent = isMore ? box.dataset.more : free.length < places.length ? box.dataset.hidden : "";
    };
    const ask = async () => {
      asking.abort();
      asking = new AbortController();
      const bounds = map.getBounds();
      const edge = (degrees) => Math.max(-90, Math.min(90, degrees)).toFixed(5);
      const parts = [bounds.getWest().toFixed(5), edge(bounds.getSouth()), bounds.getEast().toFixed(5), edge(bounds.getNorth())];
      try {
        const answer = await fetch(`${box.dataset.url}${box.dataset.url.includes("?") ? "&" : "?"}bbox=${parts}`, { signal: asking.signal });
        if (answer.ok) show(await answer.json());
        else said.textContent = box.dataset.failed;
      } catch (problem) {
        if (problem.name !== "AbortError") said.textContent = box.dataset.failed;
      }
    };
    map.on("moveend", () => {
      clearTimeout(wait);
      wait = setTimeout(ask, 250);
    });
    ask();
  }

  function open(box) {
    const { latitude, longitude, zoom, url } = box.dataset;
    const rows = [...document.querySelectorAll("[data-place]")].map((row) => point(row.dataset.latitude, row.dataset.longitude));
    const center = point(latitude, longitude);
    const map = draw(box.querySelector(".canvas"), center, Number(zoom) || 12);
    const around = rows.filter(Boolean).map(([lat, lng]) => [lat, center ? near(lng, center[1]) : lng]);
    if (around.length && !zoom) map.fitBounds(around, { padding: [40, 40], maxZoom: 14, animate: false });
    if (url) fill(map, box);
  }

  function offer(box) {
    box.hidden = false;
    const button = box.querySelector("[data-load]");
    if (!button) return open(box);
    box.classList.add("is-asking");
    button.addEventListener("click", () => {
      box.classList.remove("is-asking");
      button.remove();
      box.querySelector(".mapnote").remove();
      open(box);
    });
    return undefined;
  }

  /* ---- fields ---- */

  function beside(field, label) {
    const box = document.createElement("div");
    box.className = "mapbox live";
    const canvas = document.createElement("div");
    canvas.className = "canvas";
    canvas.setAttribute("role", "region");
    canvas.setAttribute("aria-label", label);
    box.append(canvas);
    if (SITE.attribution) box.append(Object.assign(document.createElement("p"), { className: "attr", textContent: SITE.attribution }));
    field.after(box);
    return { box, canvas };
  }

  const spot = () => L.divIcon({ className: "spot", iconSize: [28, 28] });
  const changed = (field) => field.dispatchEvent(new Event("change", { bubbles: true }));

  function pinField(field) {
    const { canvas } = beside(field, SITE.pin);
    const center = read(field.value) || read(field.dataset.center || "");
    const map = draw(canvas, center, STREET);
    const mark = L.marker(center || WORLD[0], { icon: spot(), keyboard: false, interactive: false });
    const put = (at) => (at ? mark.setLatLng(at).addTo(map) : mark.remove());
    put(read(field.value));
    map.on("click", ({ latlng }) => {
      field.value = written(latlng);
      put(latlng);
      changed(field);
    });
    field.addEventListener("input", () => {
      const at = read(field.value);
      put(at);
      if (at) map.setView(at, Math.max(map.getZoom(), STREET - 2));
    });
  }

  function shapeField(field) {
    const { box, canvas } = beside(field, SITE.shape);
    const points = () => field.value.split("\n").map(read).filter(Boolean);
    const map = draw(canvas, points()[0] || read(field.dataset.center || ""), STREET + 1);
    const area = document.getElementById(field.dataset.area || "");
    const drawn = L.layerGroup().addTo(map);
    const show = () => {
      drawn.clearLayers();
      const now = points();
      const make = area?.checked ? L.polygon : L.polyline;
      if (now.length > 1) make(now, { className: area?.checked ? "zone area" : "zone", interactive: false }).addTo(drawn);
      now.forEach((at) => L.marker(at, { icon: spot(), keyboard: false, interactive: false }).addTo(drawn));
    };
    const write = (now) => {
      field.value = now.map(([lat, lng]) => written({ lat, lng })).join("\n");
      show();
      changed(field);
    };
    const button = (words, act) => {
      const made = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-quiet btn-s", textContent: words });
      made.addEventListener("click", () => write(act(points())));
      return made;
    };
    const row = Object.assign(document.createElement("div"), { className: "row" });
    row.append(button(SITE.undo, (now) => now.slice(0, -1)), button(SITE.empty, () => []));
    box.after(row);
    map.on("click", ({ latlng }) => write([...points(), [latlng.lat, latlng.lng]]));
    field.addEventListener("input", show);
    area?.addEventListener("change", show);
    show();
  }

  document.querySelectorAll("[data-map]").forEach(offer);
  document.querySelectorAll("input[data-pin-field]").forEach(pinField);
  document.querySelectorAll("textarea[data-shape-field]").forEach(shapeField);
})();
