/* Keeps a check on the phone until the site has it: answers in localStorage, photos in IndexedDB.
   Every record is filed under the mark of one person and one zone, which only that person's page knows. */
const WALK_PREFIX = "backstride.walk.";
const WALK_DAYS = 60;

const keptAnswers = {
  /* {values: {name: text}, changedAt, base: saved_at of the site's copy, dirty, waits} or null */
  read(mark) {
    try {
      return JSON.parse(localStorage.getItem(WALK_PREFIX + mark));
    } catch {
      return null;
    }
  },
  write(mark, record) {
    try {
      localStorage.setItem(WALK_PREFIX + mark, JSON.stringify(record));
      return true;
    } catch {
      return false;
    }
  },
  forget(mark) {
    try {
      localStorage.removeItem(WALK_PREFIX + mark);
    } catch {
      /* nothing was kept */
    }
  },
  tidy() {
    try {
      const old = Date.now() - WALK_DAYS * 24 * 3600 * 1000;
      const names = Object.keys(localStorage).filter((name) => name.startsWith(WALK_PREFIX));
      for (const name of names) {
        if (!(JSON.parse(localStorage.getItem(name)).changedAt > old)) localStorage.removeItem(name);
      }
    } catch {
      /* a browser that keeps nothing has nothing to tidy */
    }
  },
};

/* Photos as {id, mark, line, bytes, name, type}; in memory where a browser has no database for us. */
const keptPhotos = {
  memory: new Map(),
  opened: null,
  open() {
    this.opened ??= new Promise((resolve) => {
      try {
        const request = indexedDB.open("backstride-walk", 1);
        request.onupgradeneeded = () => request.result.createObjectStore("photos", { keyPath: "id" });
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => resolve(null);
      } catch {
        resolve(null);
      }
    });
    return this.opened;
  },
  async run(mode, work, fallback) {
    const database = await this.open();
    if (!database) return fallback();
    return new Promise((resolve) => {
      try {
        const transaction = database.transaction("photos", mode);
        const request = work(transaction.objectStore("photos"));
        transaction.oncomplete = () => resolve(request.result);
        transaction.onerror = transaction.onabort = () => resolve(fallback());
      } catch {
        resolve(fallback());
      }
    });
  },
  add(photo) {
    return this.run("readwrite", (store) => store.put(photo), () => void this.memory.set(photo.id, photo));
  },
  async remove(id) {
    this.memory.delete(id);
    return this.run("readwrite", (store) => store.delete(id), () => undefined);
  },
  async tidy() {
    const old = Date.now() - WALK_DAYS * 24 * 3600 * 1000;
    const stored = await this.run("readonly", (store) => store.getAll(), () => []);
    await Promise.all(stored.filter((photo) => !(photo.keptAt > old)).map((photo) => this.remove(photo.id)));
  },
  async of(mark) {
    const stored = await this.run("readonly", (store) => store.getAll(), () => []);
    return [...stored, ...this.memory.values()].filter((photo) => photo.mark === mark);
  },
};

function newPhotoId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}
