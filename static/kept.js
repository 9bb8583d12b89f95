// Words that the server has not acknowledged, put away by the browser until it has: they outlive tab, session and network.
// Every change of a record is one transaction of IndexedDB, so that two tabs on one note never undo each other's.
const STORE = "passages";

const opened = new Promise((done) => {
  try {
    const request = indexedDB.open("ledetraad", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: ["shelf", "id"] });
    request.onsuccess = () => done(request.result);
    request.onerror = () => done(null);
  } catch {
    done(null); // a browser that puts nothing away: what it holds is said to be nowhere
  }
});

export function openShelf(shelf) {
  const loose = new Map(); // what the browser had no room for; it goes with the tab

  // Makes one record from what there is (nothing: it is taken off), and returns it; `loose` if it could not be put away.
  async function change(id, how) {
    const database = await opened;
    try {
      const made = await inOne(database, id, how);
      loose.delete(id);
      return made;
    } catch {
      const made = how(loose.get(id));
      if (made) loose.set(id, { ...made, id });
      else loose.delete(id);
      return made && { ...made, id, loose: true };
    }
  }

  function inOne(database, id, how) {
    return new Promise((done, failed) => {
      const transaction = database.transaction(STORE, "readwrite");
      const store = transaction.objectStore(STORE);
      let made;
      store.get([shelf, id]).onsuccess = ({ target }) => {
        made = how(loose.get(id) ?? target.result) ?? undefined;
        if (made) made = { ...made, shelf, id };
        if (made) store.put(made);
        else store.delete([shelf, id]);
        transaction.commit(); // at once: a tab that is being closed waits for nothing
      };
      transaction.oncomplete = () => done(made);
      transaction.onabort = () => failed(transaction.error);
    });
  }

  async function all() {
    const database = await opened;
    const found = database ? await everything(database).catch(() => []) : [];
    return [...found.filter(({ id }) => !loose.has(id)), ...loose.values()];
  }

  function everything(database) {
    return new Promise((done, failed) => {
      const range = IDBKeyRange.bound([shelf], [shelf, []]);
      const request = database.transaction(STORE).objectStore(STORE).getAll(range);
      request.onsuccess = () => done(request.result.sort((one, other) => one.since - other.since));
      request.onerror = () => failed(request.error);
    });
  }

  // One tab at a time sends; the others wait, and find what was sent gone.
  const alone = (work) => (navigator.locks ? navigator.locks.request(`ledetraad-${shelf}`, work) : work());
  return { change, all, alone, channel: new BroadcastChannel(`ledetraad-${shelf}`) };
}
