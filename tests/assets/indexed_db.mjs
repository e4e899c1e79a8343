// As much of IndexedDB as assets/ uses, after the standard: requests answer later and in order, a
// transaction is complete after its last request, and what is put aside is a copy. tests/browser
// uses the real one; this one can be broken in ways in which a real one cannot be.

const later = (act) => queueMicrotask(act);

class Asked {
  answer(result) {
    later(() => {
      this.result = result;
      this.onsuccess?.();
      this.transaction?.answered();
    });
    return this;
  }
}

class Transaction {
  constructor(rows, shelf) {
    Object.assign(this, { rows, shelf, open: 0, failed: null });
  }

  objectStore() {
    return {
      add: (value) => this.add(structuredClone(value)),
      getAll: () => this.ask().answer([...this.rows.values()].map((row) => structuredClone(row))),
      openCursor: () => this.step(this.ask(), [...this.rows.keys()]),
    };
  }

  ask() {
    this.open += 1;
    return Object.assign(new Asked(), { transaction: this });
  }

  add(value) {
    if (this.shelf.room <= 0) this.failed = new Error("QuotaExceededError");
    else {
      this.shelf.room -= 1;
      this.rows.set(++this.shelf.lastKey, value);
    }
    return this.ask().answer(this.shelf.lastKey);
  }

  // A cursor's one request answers once for each row, and with nothing at the end.
  step(request, [key, ...rest]) {
    if (key === undefined) return request.answer(null);
    return request.answer({
      value: structuredClone(this.rows.get(key)),
      delete: () => this.rows.delete(key),
      continue: () => {
        this.open += 1;
        this.step(request, rest);
      },
    });
  }

  answered() {
    this.open -= 1;
    later(() => {
      if (this.open) return;
      if (!this.failed) this.oncomplete?.();
      else {
        this.error = this.failed;
        this.onabort?.();
      }
    });
  }
}

export class Shelf {
  constructor(opens, room) {
    Object.assign(this, { opens, room, stores: new Map(), lastKey: 0 });
  }

  open() {
    const asked = new Asked();
    if (!this.opens) return asked;
    asked.result = this;
    later(() => {
      if (!this.stores.size) asked.onupgradeneeded?.();
      asked.answer(this);
    });
    return asked;
  }

  createObjectStore(name) {
    this.stores.set(name, new Map());
  }

  transaction(name) {
    return new Transaction(this.stores.get(name), this);
  }

  // What lies in a store, for tests to look at.
  rows(name) {
    return [...(this.stores.get(name)?.values() ?? [])];
  }
}
