// The door of a session, with and without the net. What somebody does there is written down on the phone first and sent
// from there, so that it is one way whether there is a net or not. On the phone, in a database of whoever is signed in:
// `lists` as the house gave them, `doors` without anybody's name, `acts` that wait to be sent, `looks` at what somebody has
// to see.

const MOST = 50; // acts at once, as the house takes them
const PATIENCE = 8_000; // so long an answer may take
const FRESH = 60_000; // so often the list is asked for
const SOON = 2_000; // so soon the house is asked again that did not answer,
const LATEST = 16_000; // and so late after it did not answer often
const DAY = 86_400_000; // so long before a door opens the list is kept

// A refusal is the house's own only in its own words: whatever stands before it says 404, too.
const REFUSALS = { 'ServerError|there is no such thing': 'gone', 'ServerError|sign in first': 'sign_in' };

// What the phone keeps.

const STORES = { lists: 'session', doors: 'session', acts: 'id', looks: 'act' };
const bases = new Map();

/** A database. It gives way to whoever deletes it, and is opened anew when it is needed again. */
function open(name) {
  if (!bases.has(name)) bases.set(name, opened(name));
  return bases.get(name);
}

async function opened(name) {
  const forget = () => bases.delete(name);
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => {
    for (const [store, keyPath] of Object.entries(STORES)) request.result.createObjectStore(store, { keyPath });
  };
  try {
    const base = await done(request);
    base.onclose = forget;
    base.onversionchange = () => {
      forget();
      base.close();
    };
    return base;
  } catch (why) {
    forget();
    throw why;
  }
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

const read = async (name, store) => done((await open(name)).transaction(store).objectStore(store).getAll());

/** Changes a store; what is not on the phone for good is not there. */
async function change(name, store, how) {
  const work = (await open(name)).transaction(store, 'readwrite');
  how(work.objectStore(store));
  return new Promise((resolve, reject) => {
    work.oncomplete = () => resolve();
    work.onabort = () => reject(work.error);
  });
}

const write = (name, store, value) => change(name, store, (all) => all.put(value));
const remove = (name, store, key) => change(name, store, (all) => all.delete(key));

const databaseOf = (who) => `door ${who}`;

/** Whose lists are here, and until when; nothing where there are none. */
export function keeper() {
  const [who, until] = (localStorage.door ?? '').split(' ');
  return who ? { who, until: Number(until) } : undefined;
}

/** The databases of doors; where the browser does not name them, those that are known of. */
async function databases(...known) {
  const named = await indexedDB.databases?.();
  if (named) return named.map(({ name }) => name).filter((name) => name.startsWith('door '));
  return [...new Set([...known, keeper()?.who].filter(Boolean).map(databaseOf))];
}

let tidying = Promise.resolve();

/** Deletes what is over, and the lists of everybody but `who`. What waits to be sent stays for whoever wrote it. */
export function tidy(who) {
  const mine = tidying.then(() => tidied(who));
  tidying = mine.catch(() => {});
  return mine;
}

async function tidied(who) {
  let [until, waits] = [0, 0];
  for (const name of await databases(who)) {
    const hers = name === databaseOf(who);
    const [lists, doors, all, looks] = await Promise.all(['lists', 'doors', 'acts', 'looks'].map((store) => read(name, store)));
    const at = (session) => (row) => row.session === session;
    // By the clock of the house: that of the phone may be any.
    const now = (session) => Date.now() + (doors.find(at(session))?.skew ?? 0);
    // Of hers nothing goes that she has not seen; of somebody else's nothing that the house would still take.
    const [acts, over] = [[], []];
    for (const act of all) (hers || now(act.session) <= act.shuts ? acts : over).push(act);
    for (const { id } of over) await remove(name, 'acts', id);
    const stays = (list) => hers && (now(list.session) < list.until || acts.some(at(list.session)));
    for (const { session } of lists.filter((list) => !stays(list))) await remove(name, 'lists', session);
    const left = lists.filter(stays);
    const open = (look) => hers && doors.some(({ session, shuts }) => session === look.session && now(session) <= shuts);
    for (const { act } of looks.filter((look) => !open(look))) await remove(name, 'looks', act);
    const told = (session) => [...acts, ...looks.filter(open)].some(at(session));
    for (const { session } of doors) if (!told(session) && !left.some(at(session))) await remove(name, 'doors', session);
    const shuts = doors.filter(({ session }) => told(session)).map((door) => door.shuts);
    until = Math.max(until, ...left.map((list) => list.until), ...acts.map((act) => act.shuts), ...shuts);
    if (hers) waits = acts.length;
    // Hers is never deleted, for it may be in use; that of somebody else goes once nobody has it open.
    else if (acts.length === 0) indexedDB.deleteDatabase(name);
  }
  if (until > 0) localStorage.door = `${who} ${until} ${waits}`;
  else localStorage.removeItem('door');
}

/** What waits at a door, and a way to throw it away. */
function unsent(door, acts, discarded, ...more) {
  const { words } = door;
  const lines = acts.map(({ deed, name }) => make('li', {}, fill(deed.undone ? words.left_gone : words.left_come, { name })));
  const count = fill(acts.length === 1 ? words.left_one : words.left_other, { count: acts.length });
  const onclick = async () => {
    if (!confirm(words.discard_sure)) return;
    for (const { id } of acts) await remove(databaseOf(door.who), 'acts', id).catch(() => {});
    discarded();
    await tidy(door.who);
  };
  const button = make('button', { type: 'button', className: 'button button--quiet', onclick }, words.discard);
  const title = make('p', {}, make('strong', {}, `${door.title}, ${door.when}`));
  return [title, make('details', {}, make('summary', {}, count), make('ul', {}, ...lines)), make('p', { className: 'buttons' }, ...more, button)];
}

/** Says on any page of hers what waits at doors, but for the one she is at. */
async function remind(who, here) {
  const acts = await read(databaseOf(who), 'acts');
  for (const door of await read(databaseOf(who), 'doors')) {
    const waits = acts.filter(({ session }) => session === door.session && session !== here);
    if (waits.length === 0) continue;
    const box = make('div', { className: 'notice notice--attention stack', lang: door.lang });
    box.append(...unsent(door, waits, () => box.remove(), make('a', { className: 'button', href: door.path }, door.words.left_door)));
    document.querySelector('main').prepend(box);
  }
}

/** Looks after what is kept, on a page that is no door. */
export async function look(who) {
  await tidy(who);
  if (document.documentElement.dataset.who === who) await remind(who);
}

/** Sends a form that signs out, unless somebody minds that what waits is lost: it is not left to whoever has the phone next. */
export async function leave(form, submitter) {
  const names = await databases();
  const all = async (store) => (await Promise.all(names.map((name) => read(name, store)))).flat();
  const [acts, doors] = [await all('acts'), await all('doors')];
  const { leaving } = doors.find(({ session }) => session === acts[0]?.session)?.words ?? {};
  if (leaving && !confirm(leaving)) return;
  for (const name of names) {
    for (const store of Object.keys(STORES)) await change(name, store, (rows) => rows.clear());
    indexedDB.deleteDatabase(name);
  }
  localStorage.removeItem('door');
  form.dataset.leaves = '';
  form.requestSubmit(submitter);
}

// What is read off tickets.

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'; // Crockford's base 32

/** A code as it was typed or scanned, and the letters of the session its address names. */
function shown(typed) {
  const part = typed.trim().split(/[?#]/)[0].replace(/\/+$/, '').split('/').pop();
  const letters = part.toUpperCase().replace(/[\s\-‐‑–—._]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  const [, session, code] = /^(.{26})?(.{16})$/.exec(letters) ?? [];
  return code && [...letters].every((letter) => ALPHABET.includes(letter)) ? { code, session } : undefined;
}

/** The letters a session has in the address of a ticket. */
function lettersOf(session) {
  const bits = (BigInt(`0x${session.replaceAll('-', '')}`) << 2n).toString(32).padStart(26, '0');
  return [...bits].map((digit) => ALPHABET[Number.parseInt(digit, 32)]).join('');
}

/** What tells a ticket: see `TicketMark` in the house. */
async function markOf(session, code) {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${session}:${code}`));
  return [...new Uint8Array(digest, 0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

// How names are looked for: as `is_called` in the house does.

const plain = (text) => text.toLowerCase().replaceAll('ß', 'ss').normalize('NFD').replace(/\p{M}/gu, '')
  .replaceAll('ø', 'o').replaceAll('ł', 'l').replaceAll('ı', 'i');
const spelt = (text) => plain(text.toLowerCase().replaceAll('ä', 'ae').replaceAll('ö', 'oe').replaceAll('ü', 'ue'));

function isCalled(name, typed) {
  return typed.split(/\s+/).every((word) => plain(name).includes(plain(word)) || spelt(name).includes(spelt(word)));
}

// The list, and what was done since.

/** The list after an act. */
function after(list, { id, deed, name, when }) {
  const came = (person) => ({ ...person, stands: 'came', since: when });
  const gone = (person) => ({ ...person, stands: 'expected', says: list.words.expected, since: null });
  const change = (who, how) => list.people.map((person) => (person.id === who ? how(person) : person));
  if (deed.came) return { ...list, people: change(deed.came, (person) => (person.stands === 'came' ? person : came(person))) };
  if (deed.undone) return { ...list, people: change(deed.undone, gone) };
  const guest = came({ id, name, with: null, lacks: null, mark: [], old: [] });
  return { ...list, left: list.left && list.left - 1, people: [...list.people, guest] };
}

/** The language of the page; English is British here. */
const language = () => ({ en: 'en-GB' })[document.documentElement.lang] ?? document.documentElement.lang;

/** A text with what belongs into it. */
function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

function make(tag, properties = {}, ...children) {
  const { aria, ...rest } = properties;
  const element = Object.assign(document.createElement(tag), rest);
  if (aria) element.setAttribute('aria-label', aria);
  element.append(...children);
  return element;
}

/** Sets a text only where it is another one: what is there already is not said again. */
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

class Door {
  #root;
  #who;
  #name;
  #list;
  #acts = [];
  #looks = [];
  /** The last act of this phone about each person. */
  #last = new Map();
  /** What the house does not take: those acts, and no others, are not sent again while the page is open. */
  #odd = new Set();
  #most = MOST;
  /** `here`, `away`, or why the house does not listen: `busy`, `sign_in`, `gone`, `refused`. */
  #net = 'here';
  /** The browser keeps the page; `undefined`: nobody knows yet. */
  #kept;
  /** The phone keeps the list; `undefined`: nobody knows yet. */
  #stored;
  /** The phone takes nothing more. */
  #full = false;
  /** The list is not for whoever is there now: it is not kept. */
  #lost = false;
  /** What waited was sent. */
  #sent = false;
  #busy;
  #timer;
  #delay = SOON;
  /** So long the house asks to be left alone. */
  #pause = 0;
  /** The list is to be asked for. */
  #wants = true;
  #drawn = {};

  constructor(root, who, session) {
    this.#root = root;
    this.#who = who;
    this.#name = databaseOf(who);
    this.session = session;
  }

  /** Reads what the phone keeps. Nobody asks before: a list without what was done since would let people in twice. */
  async load() {
    const mine = (rows) => rows.filter(({ session }) => session === this.session);
    [this.#list] = mine(await read(this.#name, 'lists'));
    this.#acts = mine(await read(this.#name, 'acts')).sort((one, other) => one.n - other.n);
    this.#looks = mine(await read(this.#name, 'looks'));
    for (const { id, deed } of this.#acts) this.#last.set(deed.came ?? deed.undone ?? id, id);
  }

  async start() {
    this.#root.addEventListener('submit', (event) => this.#submitted(event));
    this.#root.addEventListener('input', (event) => event.target.name === 'q' && this.draw());
    addEventListener('online', () => this.#ask());
    addEventListener('offline', () => this.#failed('away'));
    // The phone was in a pocket.
    document.addEventListener('visibilitychange', () => document.hidden || this.#ask());
    this.draw();
    await this.sync();
    if (document.documentElement.dataset.who) remind(this.#who, this.session).catch(() => {});
    this.#kept = await keepPage();
    this.draw();
  }

  // What the scanner asks.

  /** The house cannot be asked. */
  get away() {
    return this.#net !== 'here' || !navigator.onLine;
  }

  /** The house let somebody in. */
  came(id) {
    if (!this.#list) return;
    this.#list = after(this.#list, { deed: { came: id }, when: this.#time() });
    this.#keep();
    this.draw();
  }

  /** What the door says to a ticket by itself. */
  async ticket(typed) {
    const list = this.#now();
    if (!list) return undefined;
    const { words } = list;
    const bad = (headline, text = '') => ({ mood: 'bad', headline, text });
    const seen = shown(typed);
    if (!seen) return bad(words.unreadable, words.unreadable_text);
    if (!this.#isOpen()) return bad(words.closed);
    const mark = await markOf(this.session, seen.code);
    const her = list.people.find((person) => person.mark.includes(mark));
    if (!her) {
      if (list.people.some((person) => person.old.includes(mark))) return bad(words.replaced, words.replaced_text);
      if (seen.session && seen.session !== lettersOf(this.session)) return bad(words.other, words.other_text);
      return bad(words.ticket_unknown, fill(words.ticket_unknown_text, { when: this.#moment(list.at) }));
    }
    const { name, stands } = her;
    if (stands === 'no-seat') return bad(words.ticket_no_seat, words.lost_text);
    if (stands === 'came') {
      return { mood: 'again', headline: fill(words.again, { name }), text: fill(words.again_text, { time: this.#clock(her.since) }) };
    }
    await this.#do({ came: her.id }, name);
    return { mood: 'good', headline: fill(words.done_here, { name }), text: her.with ? fill(words.ticket_with, { name: her.with }) : '' };
  }

  // What people do.

  #submitted(event) {
    const { target: form, submitter } = event;
    const list = this.#now();
    if (!list || form.id === 'scan') return;
    if (form.matches('.door__search')) {
      event.preventDefault();
      this.draw();
      return;
    }
    const { words } = list;
    if (submitter?.name === 'here' || submitter?.name === 'undo') {
      event.preventDefault();
      const here = submitter.name === 'here';
      const { name } = list.people.find(({ id }) => id === submitter.value) ?? { name: '' };
      // The next person stands there already: the search begins anew.
      const search = this.#root.querySelector('[name=q]');
      if (search) search.value = '';
      this.#do(here ? { came: submitter.value } : { undone: submitter.value }, name)
        .then(() => this.#tell(fill(here ? words.done_here : words.done_undone, { name }), here && submitter.value));
    } else if (form.elements.name && this.#takes(form)) {
      event.preventDefault();
      const name = form.elements.name.value.replace(/\p{Cc}/gu, '').trim();
      if (!name) {
        this.#tell(words.problem_name, undefined, false);
        form.elements.name.focus();
        return;
      }
      form.reset();
      this.#do({ 'walked-in': name }, name).then((id) => this.#tell(fill(words.done_walk_in, { name }), id));
    }
  }

  /** An address, and a form that came back with something to mend, are for the house. */
  #takes(form) {
    return this.away || !(form.elements.email.value.trim() || this.#root.querySelector('[role=alert]'));
  }

  /** Writes down what was done, and sends it. */
  async #do(deed, name) {
    const id = crypto.randomUUID();
    const who = deed.came ?? deed.undone ?? id;
    const act = {
      id,
      session: this.session,
      at: new Date().toISOString(),
      when: this.#time(),
      after: this.#last.get(who) ?? null,
      deed,
      name,
      n: Math.max(0, ...this.#acts.map(({ n }) => n)) + 1,
      shuts: this.#list.shuts,
    };
    this.#acts.push(act);
    this.#last.set(who, id);
    this.#sent = false;
    // What is not on the phone for good is still done.
    await this.#save('acts', act);
    await this.#save('doors', this.#door());
    this.draw();
    this.sync();
    // For the time without the net: a browser that is short of room spares what it was asked to.
    if (this.away) navigator.storage?.persist?.().catch(() => {});
    tidy(this.#who).catch(() => {});
    return id;
  }

  async #save(store, row) {
    await write(this.#name, store, row).then(() => { this.#full = false; }, () => { this.#full = true; });
  }

  /** What the phone knows of the door, without anybody's name. */
  #door() {
    const { people, ...door } = this.#list;
    return door;
  }

  /** Keeps the list, from a day before the door opens until it is over and nothing waits. */
  async #keep() {
    if (!this.#list || this.#lost) return;
    const { opens, until } = this.#list;
    const now = this.#time();
    this.#stored = opens - DAY <= now && (now < until || this.#acts.length > 0);
    if (this.#stored) {
      await this.#save('doors', this.#door());
      await this.#save('lists', this.#list);
      this.#stored = !this.#full;
    } else {
      await remove(this.#name, 'lists', this.session).catch(() => {});
    }
    await tidy(this.#who).catch(() => {});
  }

  /** Says what was done, and offers to take it back. Whoever did it goes on from there, not from a button that undoes it. */
  #tell(text, undo, did = true) {
    const { words } = this.#list;
    const box = this.#told();
    say(box.querySelector('p'), text);
    box.querySelector('form')?.remove();
    box.classList.add('notice', 'notice--good');
    document.title = `${text} – ${document.title.split(' – ').pop()}`;
    this.draw();
    if (did) box.querySelector('p').focus();
    if (!undo) return;
    const { name } = this.#now().people.find(({ id }) => id === undo) ?? { name: '' };
    const button = this.#button('undo', undo, words.undo, fill(words.undo_for, { name }));
    box.append(make('form', { method: 'post' }, button));
  }

  /** Where it is said. It stays where it is, so that it is heard. */
  #told() {
    const part = this.#part('done');
    let box = part.querySelector('.door__done');
    if (!box) {
      box = make('div', { className: 'door__done' }, make('p', { role: 'status' }));
      part.replaceChildren(box);
    }
    if (!box.querySelector('p')) box.prepend(make('p', { role: 'status' }));
    box.querySelector('p').tabIndex = -1;
    return box;
  }

  // What is sent.

  #ask() {
    this.#wants = true;
    return this.sync();
  }

  /** What is to be sent. */
  #queue() {
    return this.#acts.filter(({ id }) => !this.#odd.has(id));
  }

  /** Tells the house what was done, and asks it for the list where that is due. */
  sync() {
    this.#busy ??= this.#exchange().finally(() => {
      this.#busy = undefined;
      clearTimeout(this.#timer);
      const here = this.#net === 'here';
      if (here && this.#queue().length > 0) {
        this.sync();
        return;
      }
      if (here) this.#delay = SOON;
      this.#timer = setTimeout(() => {
        this.#delay = Math.min(LATEST, 2 * this.#delay);
        this.#keep();
        this.#ask();
      }, here || this.#net === 'gone' ? FRESH : Math.max(this.#delay, this.#pause));
      this.draw();
    });
    return this.#busy;
  }

  async #exchange() {
    do {
      const acts = this.#queue().slice(0, this.#most);
      const answer = await this.#call(acts, this.#wants);
      if (answer.why === 'odd' && acts.length > 0) {
        // One of them it does not take. Half as many are tried until it is known which; the others are sent.
        this.#most = Math.ceil(acts.length / 2);
        if (acts.length === 1) {
          this.#odd.add(acts[0].id);
          this.#most = MOST;
        }
        continue;
      }
      const why = answer.why ?? this.#mistaken(acts, answer);
      if (why) {
        await this.#failed(why === 'odd' ? 'refused' : why, answer.pause);
        return;
      }
      this.#sent ||= this.#net !== 'here' && acts.length > 0;
      this.#net = 'here';
      this.#most = MOST;
      await this.#hear(acts, answer);
      // What another door said is seen at once.
      this.#wants = !answer.list && answer.fates.some(({ differs }) => differs);
      this.draw();
    } while (this.#wants || this.#queue().length > 0);
  }

  /** Why an answer is none for this phone. */
  #mistaken(acts, { fates, list }) {
    if (list && list.who !== this.#who) return 'sign_in';
    return fates?.length === acts.length ? undefined : 'refused';
  }

  /** What the house says, or `why` it does not listen. */
  async #call(acts, list) {
    const sent = acts.map(({ id, at, after, deed }) => ({ id, at, after, deed }));
    const said = { session: this.session, who: this.#who, sent_at: new Date().toISOString(), acts: sent, list };
    const asked = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(said) };
    try {
      const answer = await fetch('/api/door/sync', { ...asked, signal: AbortSignal.timeout(PATIENCE) });
      if (answer.ok) return await answer.json();
      const why = { 400: 'odd', 403: 'refused', 413: 'odd', 422: 'odd' }[answer.status] ?? REFUSALS[await answer.text()] ?? 'busy';
      return { why, pause: 1_000 * (Number(answer.headers.get('retry-after')) || 0) };
    } catch {
      return { why: 'away' };
    }
  }

  async #hear(acts, { fates, list }) {
    const told = [];
    for (const act of acts) {
      const fate = fates.find((fate) => fate.act === act.id);
      if (!fate) continue;
      const says = fill(fate.says, { name: act.name });
      if (fate.look) {
        const look = { act: act.id, session: this.session, name: act.name, says };
        this.#looks.push(look);
        await write(this.#name, 'looks', look).catch(() => {});
      } else if (says) {
        told.push(says);
      }
      if (this.#list) this.#list = after(this.#list, act);
      this.#acts = this.#acts.filter(({ id }) => id !== act.id);
      await remove(this.#name, 'acts', act.id).catch(() => {});
    }
    if (list) {
      const { lang } = document.documentElement;
      this.#list = { ...list, lang, path: location.pathname, skew: list.at - Date.now() };
      this.#lost = false;
    }
    await this.#keep();
    if (told.length > 0 && this.#list) this.#tell(told.join(' '), undefined, false);
  }

  /** The house was not told. What was done stays, whatever it says: to be sent later, or until somebody throws it away. */
  async #failed(why, pause = 0) {
    this.#net = why;
    this.#pause = pause;
    if (why === 'sign_in' || why === 'gone') {
      // Nobody who may see it is there: what the page shows is all that is left of the list.
      this.#lost = true;
      this.#stored = false;
      await remove(this.#name, 'lists', this.session).catch(() => {});
      await tidy(this.#who).catch(() => {});
    }
    this.draw();
  }

  // What is shown.

  /** The list as it stands, with what waits to be sent. */
  #now() {
    return this.#list && this.#acts.reduce(after, this.#list);
  }

  /** What time it is in the house. */
  #time() {
    return Date.now() + (this.#list?.skew ?? 0);
  }

  #isOpen() {
    const now = this.#time();
    return !this.#list.off && this.#list.opens <= now && now < this.#list.shuts;
  }

  /** A time by the clock of the place. */
  #clock(at) {
    return new Date(at + this.#list.offset).toISOString().slice(11, 16).replace(/^0/, '');
  }

  #moment(at) {
    const how = { day: 'numeric', month: 'long', hour: 'numeric', minute: '2-digit', timeZone: 'UTC' };
    return new Intl.DateTimeFormat(language(), how).format(at + this.#list.offset);
  }

  #part(name) {
    return this.#root.querySelector(`[data-door-part=${name}]`);
  }

  draw() {
    const list = this.#now();
    if (!list) return;
    const none = this.#root.querySelector('[data-door-none]');
    if (none) {
      // The page that is kept knows nothing by itself.
      none.hidden = true;
      this.#root.querySelector('[data-door-all]').hidden = false;
      say(this.#root.querySelector('[data-door-title]'), `: ${list.title}`);
      say(this.#root.querySelector('[data-door-when]'), list.when);
      this.#root.querySelector('.scan').hidden = !this.#isOpen();
      const closed = this.#root.querySelector('[data-door-closed]');
      const shut = this.#time() < list.opens ? fill(list.words.early, { when: this.#moment(list.opens) }) : list.words.shut;
      closed.hidden = this.#isOpen();
      say(closed, this.#isOpen() ? '' : list.off || shut);
    }
    this.#told();
    this.#drawNet(list);
    this.#drawCounts(list);
    this.#drawPeople(list);
    this.#drawWalkIn(list);
  }

  #drawNet({ words, at, opens }) {
    const part = this.#part('net');
    if (!part.firstChild) {
      // Always there, so that what appears in it is heard.
      const [live, looks] = [make('div', {}, make('p'), make('p')), make('div')];
      live.setAttribute('aria-live', 'polite');
      looks.setAttribute('aria-live', 'polite');
      part.append(live, make('p', { className: 'quiet small' }), looks, make('div'));
    }
    const [live, from, looks, left] = part.children;
    const [state, waiting] = live.children;
    const trouble = this.#net !== 'here';
    live.className = trouble || this.#full ? 'notice notice--attention' : 'quiet small';
    const why = trouble ? (this.#net === 'sign_in' ? words.sign_in_text : words[this.#net]) : '';
    say(state, [why, this.#full ? words.fleeting : trouble ? '' : this.#quiet(words, opens)].filter(Boolean).join(' '));
    const count = this.#acts.length;
    say(waiting, trouble && count > 0 ? fill(count === 1 ? words.waiting_one : words.waiting_other, { count }) : '');
    say(from, fill(words.as_of, { when: this.#moment(at) }));
    if (this.#net !== 'sign_in') {
      live.querySelector('a')?.remove();
    } else if (!live.querySelector('a')) {
      const path = location.pathname.replace(/^\/en\//, '/');
      const href = `${location.pathname.slice(0, -path.length)}/sign-in?goto=${encodeURIComponent(path)}`;
      live.append(make('a', { href }, words.sign_in));
    }
    this.#drawLooks(looks, words);
    this.#drawLeft(left);
  }

  /** What is said while all is well. */
  #quiet(words, opens) {
    if (this.#sent) return words.sent;
    if (this.#time() < opens - DAY) return words.not_yet;
    if (this.#kept === undefined || this.#stored === undefined) return '';
    return this.#kept && this.#stored ? words.ready : words.unready;
  }

  /** True where it is another one than was drawn last. */
  #differs(what, shown) {
    const [drawn, now] = [this.#drawn[what], JSON.stringify(shown)];
    this.#drawn[what] = now;
    return drawn !== now;
  }

  #drawLooks(part, words) {
    if (!this.#differs('looks', this.#looks)) return;
    part.className = this.#looks.length > 0 ? 'notice notice--attention' : '';
    part.replaceChildren();
    if (this.#looks.length === 0) return;
    part.append(make('h2', {}, words.looks), make('ul', { className: 'door__looks' }, ...this.#looks.map((look) => {
      const button = make('button', {
        type: 'button',
        className: 'button button--quiet',
        aria: fill(words.seen_for, look),
        onclick: () => {
          this.#looks = this.#looks.filter((other) => other !== look);
          remove(this.#name, 'looks', look.act).catch(() => {});
          this.draw();
          (part.querySelector('button') ?? this.#told().querySelector('p')).focus();
        },
      }, words.seen);
      return make('li', {}, make('span', {}, look.says), button);
    })));
  }

  /** What the house does not take stays to be seen. */
  #drawLeft(part) {
    const acts = this.#acts.filter(({ id }) => this.#odd.has(id) || ['gone', 'refused'].includes(this.#net));
    if (!this.#differs('left', acts)) return;
    part.className = acts.length > 0 ? 'notice notice--attention stack' : '';
    part.replaceChildren();
    if (acts.length > 0) {
      part.append(...unsent(this.#door(), acts, () => {
        this.#acts = this.#acts.filter((act) => !acts.includes(act));
        this.draw();
        this.#told().querySelector('p').focus();
      }));
    }
  }

  #drawCounts({ people, left }) {
    const numbers = { free: left };
    for (const stands of ['came', 'expected', 'missed', 'no-seat']) {
      numbers[stands] = people.filter((person) => person.stands === stands).length;
    }
    for (const [name, number] of Object.entries(numbers)) {
      const shown = this.#root.querySelector(`[data-count=${name}]`);
      if (!shown) continue;
      shown.parentElement.hidden = number === null;
      say(shown, String(number ?? ''));
    }
  }

  #drawPeople(list) {
    const { words, people } = list;
    const typed = this.#root.querySelector('[name=q]')?.value.trim() ?? '';
    this.#root.querySelector('.door__search > a')?.remove();
    const found = people.filter(({ name }) => isCalled(name, typed));
    // A list that is as it was stays as it is, and whoever stands in it stays there.
    if (!this.#differs('people', [found, typed, this.#isOpen(), people.length])) return;

    const part = this.#part('found');
    if (!part.firstElementChild?.ariaLive) part.replaceChildren(make('p', { ariaLive: 'polite' }));
    const many = { 0: words.found_none, 1: words.found_one }[found.length] ?? words.found_other;
    say(part.firstElementChild, people.length === 0 ? words.nobody : typed ? fill(many, { count: found.length, name: typed }) : '');

    const { name, value } = this.#part('list').contains(document.activeElement) ? document.activeElement : {};
    const groups = ['expected', 'missed', 'came', 'no-seat'].map((stands) => this.#group(stands, found, words));
    this.#part('list').replaceChildren(make('form', { className: 'stack', method: 'post' }, ...groups.filter(Boolean)));
    if (value) this.#part('list').querySelector(`[name=${name}][value="${value}"]`)?.focus();
  }

  #group(stands, found, words) {
    const lines = found.filter((person) => person.stands === stands)
      .sort((one, other) => one.name.localeCompare(other.name, language()));
    if (lines.length === 0) return undefined;
    const word = words[stands][0].toUpperCase() + words[stands].slice(1);
    const section = make('section', {}, make('h2', {}, `${word} (${lines.length})`));
    if (stands === 'no-seat' && this.#isOpen()) section.append(make('p', { className: 'quiet small' }, words.no_seat_hint));
    section.append(make('ul', { className: 'door__people' }, ...lines.map((person) => this.#line(person, words))));
    return section;
  }

  #line({ id, name, stands, says, since, lacks, with: brought }, words) {
    const shape = { came: 'door__shape door__shape--came', expected: 'door__shape' }[stands] ?? 'door__shape door__shape--none';
    const state = make('span', {}, stands === 'came' ? fill(words.since, { time: this.#clock(since) }) : says);
    state.dataset.line = id;
    const about = make('span', { className: 'quiet small' }, make('span', { className: shape }), state);
    if (brought) about.append(`, ${fill(words.with, { name: brought })}`);
    if (lacks) about.append(make('br'), make('span', {}, lacks));
    const line = make('li', { className: 'door__person' }, make('p', {}, make('span', { className: 'door__name' }, name), about));
    if (this.#isOpen() && stands === 'came') line.append(this.#button('undo', id, words.undo, fill(words.undo_for, { name })));
    else if (this.#isOpen() && stands !== 'no-seat') line.append(this.#button('here', id, words.here, fill(words.here_for, { name })));
    return line;
  }

  #button(name, value, word, aria) {
    return make('button', { type: 'submit', className: name === 'undo' ? 'button button--quiet' : 'button', name, value, aria }, word);
  }

  #drawWalkIn({ words, left }) {
    const section = this.#root.querySelector('.door__walk-in');
    if (!section) return;
    const form = section.querySelector('form');
    let note = section.querySelector(':scope > p');
    if (!note) section.firstElementChild.after(note = make('p'));
    const seats = left === null ? '' : left === 0 ? words.full : fill(left === 1 ? words.seats_one : words.seats_other, { count: left });
    say(note, [seats, this.away && left !== 0 ? words.email_away : ''].filter(Boolean).join(' '));
    if (!form) return;
    form.hidden = left === 0 || !this.#isOpen();
    form.elements.email.closest('.field').hidden = this.away;
  }
}

/** Lets the browser keep the page for the time without the net. */
async function keepPage() {
  const worker = (await navigator.serviceWorker?.ready)?.active;
  if (!worker) return false;
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data === true);
    worker.postMessage('door', [port2]);
    setTimeout(() => resolve(false), 30_000);
  });
}

/** The door a ticket is for that the camera app of the phone read, among those the phone keeps: then the page is that door. */
async function doorOf(ticket, name) {
  const list = (await read(name, 'lists')).find(({ session }) => lettersOf(session) === ticket.session);
  if (list) history.replaceState(null, '', list.path);
  return list?.session;
}

/** Shows a ticket to the scanner of the page, once that is awake. */
function show({ code }) {
  const { dataset } = document.documentElement;
  const form = document.querySelector('#scan');
  const put = () => {
    form.elements.code.value = code;
    form.requestSubmit();
  };
  if ('awake' in dataset) put();
  else new MutationObserver((_, observer) => { observer.disconnect(); put(); })
    .observe(document.documentElement, { attributeFilter: ['data-awake'] });
}

/** Takes over the page of a door. Without a database or a worker the page is what it is without a script. */
export async function start(root) {
  const who = document.documentElement.dataset.who ?? keeper()?.who;
  if (!who) return;
  await tidy(who);
  const { pathname } = location;
  const ticket = pathname.includes('/tickets/') ? shown(pathname) : undefined;
  const session = ticket ? await doorOf(ticket, databaseOf(who)) : /\/sessions\/([0-9a-f-]{36})\/door/.exec(pathname)?.[1];
  if (!session) return;
  const door = new Door(root, who, session);
  await door.load();
  window.door = door;
  const started = door.start();
  if (ticket) show(ticket);
  await started;
}
