// Words that the server has not acknowledged, put away by the browser until it has: they outlive tab, session and network.
// Every change of a record is one transaction of IndexedDB, so that two tabs on one note never undo each other's.
const KEPT = "passages";
const TYPED = "typed"; // the newest words of a passage, written blindly at every key; the next change takes them in
let database = null;

const opened = new Promise((done) => {
  try {
    const request = indexedDB.open("ledetraad-notes", 1);
    request.onupgradeneeded = () => [KEPT, TYPED].forEach((name) => request.result.createObjectStore(name, { keyPath: ["shelf", "id"] }));
    request.onsuccess = () => done((database = request.result));
    request.onerror = () => done(null);
  } catch {
    done(null); // a browser that puts nothing away: what it holds is said to be nowhere
  }
});

const merged = (record, typed) => (typed ? { ...typed.start, ...record, ...typed.words } : record);

export function openShelf(shelf) {
  const loose = new Map(); // what the browser had no room for; it goes with the tab

  // Puts the words away that are being typed, and waits for nothing: a tab that is closed at the next key has sent them.
  function jot(id, start, words) {
    try {
      const transaction = database.transaction(TYPED, "readwrite");
      transaction.objectStore(TYPED).put({ shelf, id, start, words });
      transaction.commit();
    } catch {
      change(id, (known) => ({ ...start, ...known, ...words }));
    }
  }

  // Makes one record from what there is (nothing: it is taken off), and returns it; `loose` if it could not be put away.
  async function change(id, how) {
    await opened;
    try {
      const made = await inOne(id, how);
      loose.delete(id);
      return made;
    } catch {
      const made = how(loose.get(id));
      if (made) loose.set(id, { ...made, id });
      else loose.delete(id);
      return made && { ...made, id, loose: true };
    }
  }

  function inOne(id, how) {
    return new Promise((done, failed) => {
      const transaction = database.transaction([KEPT, TYPED], "readwrite");
      const [kept, typed] = [KEPT, TYPED].map((name) => transaction.objectStore(name));
      const words = typed.get([shelf, id]);
      let made;
      kept.get([shelf, id]).onsuccess = ({ target }) => {
        made = how(loose.get(id) ?? merged(target.result, words.result)) ?? undefined;
        if (made) made = { ...made, shelf, id };
        if (made) kept.put(made);
        else kept.delete([shelf, id]);
        typed.delete([shelf, id]);
        transaction.commit();
      };
      transaction.oncomplete = () => done(made);
      transaction.onabort = () => failed(transaction.error);
    });
  }

  async function all() {
    const [kept, typed] = (await opened) ? await Promise.all([KEPT, TYPED].map(everything)) : [[], []];
    const found = new Map(kept.map((record) => [record.id, record]));
    for (const one of typed) found.set(one.id, { ...merged(found.get(one.id), one), id: one.id });
    for (const [id, record] of loose) found.set(id, record);
    return [...found.values()].sort((one, other) => one.since - other.since);
  }

  function everything(name) {
    return new Promise((done) => {
      const request = database.transaction(name).objectStore(name).getAll(IDBKeyRange.bound([shelf], [shelf, []]));
      request.onsuccess = () => done(request.result);
      request.onerror = () => done([]);
    });
  }

  // One tab at a time sends; the others wait, and find what was sent gone.
  const alone = (work) => (navigator.locks ? navigator.locks.request(`ledetraad-${shelf}`, work) : work());
  return { jot, change, all, alone, channel: new BroadcastChannel(`ledetraad-${shelf}`) };
}
