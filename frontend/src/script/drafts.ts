/** Words that are not saved yet, kept by this browser until they are: a closed tab, a crash or an ended session costs
 * none. Each tab writes a draft of its own; the next one that opens the project takes up what no tab holds any more. */

export type Draft = {
  /** Whose it is, of which project, and a part of its own. */
  key: string;
  owner: string;
  text: string;
  /** The revision that it was begun from; null for a project without any. */
  baseId: string | null;
  at: number;
};

const NAME = 'film-studio';
const STORE = 'drafts';
let opened: Promise<IDBDatabase> | undefined;

function database(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(STORE, { keyPath: 'key' }).createIndex('owner', 'owner');
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  }).catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

function done(request: IDBRequest | IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = request instanceof IDBTransaction ? request : request.transaction;
    if (!transaction) return reject(new Error('no transaction'));
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    transaction.onerror = () => reject(transaction.error);
  });
}

async function draftsOf(owner: string): Promise<Draft[]> {
  const store = (await database()).transaction(STORE).objectStore(STORE);
  const request = store.index('owner').getAll(owner);
  await done(request);
  return (request.result as Draft[]).sort((a, b) => b.at - a.at);
}

const lockOf = (key: string) => `film-studio:draft:${key}`;

/** A place for this tab's words, held until `signal` ends it. */
export class DraftPlace {
  private waiting: Draft | null | undefined;
  private writing = false;

  private constructor(
    readonly owner: string,
    readonly key: string,
    /** What another tab has left there; null where nothing was. */
    readonly found: Draft | null,
    /** Others that no tab holds: older ones. */
    readonly others: readonly Draft[],
    private readonly onState: (kept: boolean) => void,
  ) {}

  /** The newest draft that no living tab holds, or a new place. Where the browser keeps nothing, a place that says so
   * with the first word. */
  static async take(owner: string, signal: AbortSignal, onState: (kept: boolean) => void): Promise<DraftPlace> {
    const drafts = await draftsOf(owner).catch(() => []);
    const free: Draft[] = [];
    for (const draft of drafts) {
      // Whoever has left meanwhile would hold it for a moment, and keep it from who comes.
      if (!signal.aborted && (await hold(draft.key, signal, free.length > 0))) free.push(draft);
    }
    const [found = null, ...others] = free;
    const key = found?.key ?? `${owner}/${crypto.randomUUID()}`;
    if (!found && !signal.aborted) await hold(key, signal, false);
    return new DraftPlace(owner, key, found, others, onState);
  }

  /** Keep these words. Of several in a row the last is written. */
  keep(text: string, baseId: string | null): void {
    this.waiting = { key: this.key, owner: this.owner, text, baseId, at: Date.now() };
    void this.write();
  }

  /** Keep words that were put by for others, beside: the next one who opens the project is offered them. */
  setAside(text: string, baseId: string | null): void {
    const draft = { key: `${this.owner}/${crypto.randomUUID()}`, owner: this.owner, text, baseId, at: Date.now() };
    void database()
      .then((known) => done(known.transaction(STORE, 'readwrite').objectStore(STORE).put(draft)))
      .catch(() => this.onState(false));
  }

  /** They are saved: nothing is left to keep. */
  clear(): void {
    this.waiting = null;
    void this.write();
  }

  private async write(): Promise<void> {
    if (this.writing) return;
    this.writing = true;
    while (this.waiting !== undefined) {
      const draft = this.waiting;
      this.waiting = undefined;
      try {
        const transaction = (await database()).transaction(STORE, 'readwrite', { durability: 'relaxed' });
        if (draft) transaction.objectStore(STORE).put(draft);
        else transaction.objectStore(STORE).delete(this.key);
        await done(transaction);
        this.onState(true);
      } catch {
        // Full, forbidden or private: the page says that only a save keeps them.
        this.onState(draft === null);
      }
    }
    this.writing = false;
  }
}

/** Forget a draft that somebody has looked at and does not want. */
export async function forget(draft: Draft): Promise<void> {
  const transaction = (await database()).transaction(STORE, 'readwrite');
  transaction.objectStore(STORE).delete(draft.key);
  await done(transaction);
}

/** Whether no living tab has it. Then it is this one's until `signal` ends it, unless it is only `looked` at. */
function hold(key: string, signal: AbortSignal, looked: boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const held = async (lock: Lock | null) => {
      resolve(lock !== null);
      if (lock && !looked) {
        await new Promise<void>((end) => {
          if (signal.aborted) end();
          signal.addEventListener('abort', () => end());
        });
      }
    };
    navigator.locks.request(lockOf(key), { ifAvailable: true }, held).catch(() => resolve(false));
  });
}
