// Where check-ins are kept until the server has decided on them: in IndexedDB, where they survive a
// reload. Where that is broken, closed or full, in memory, so that they are sent all the same.
const STORE = "ticks";
const PATIENCE = 1000; // milliseconds to open in: some private windows never answer

let database;
let loose = [];
const gone = new Set();

function open() {
  database ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("smarthabit", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { autoIncrement: true });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    setTimeout(() => reject(new Error("IndexedDB does not open.")), PATIENCE);
  });
  return database;
}

async function inStore(mode, act) {
  const db = await open();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(STORE, mode);
    const request = act(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

export async function keep(tick) {
  try {
    await inStore("readwrite", (store) => store.add(tick));
  } catch {
    loose.push(tick);
  }
}

// What waits for this owner, in the order in which it was said.
export async function waitingFor(owner) {
  const kept = await inStore("readonly", (store) => store.getAll()).catch(() => []);
  return [...kept, ...loose]
    .filter((tick) => tick.owner === owner && !gone.has(tick.body.op_id))
    .map(asOfNow)
    .sort((one, other) => one.said.at - other.said.at);
}

// What an earlier release has left behind says when it was made by the clock alone.
function asOfNow(tick) {
  if (tick.said) return tick;
  const { made_at, ...body } = tick.body;
  return { ...tick, body, said: { at: Date.parse(made_at) } };
}

export async function forget(tick) {
  const id = tick.body.op_id;
  gone.add(id); // also where it cannot be deleted: it is not sent again
  loose = loose.filter((other) => other.body.op_id !== id);
  await inStore("readwrite", (store) => {
    const cursor = store.openCursor();
    cursor.onsuccess = () => {
      if (!cursor.result) return;
      if (cursor.result.value.body.op_id === id) cursor.result.delete();
      else cursor.result.continue();
    };
    return cursor;
  }).catch(() => {});
}
