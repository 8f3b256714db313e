// The door of a session, with and without the net. What somebody does there is written down on the phone first and sent
// from there, so that it is one way whether there is a net or not. On the phone, in a database of whoever is signed in:
// `lists` as the house gave them, `acts` that wait to be sent, `looks` at what somebody has to see.

const MOST = 50; // acts at once, as the house takes them
const PATIENCE = 8_000; // so long an answer may take
const FRESH = 60_000; // so often the list is asked for
const SOON = 2_000; // so soon the house is asked again that did not answer,
const LATEST = 16_000; // and so late after it did not answer often

// What the phone keeps.

async function open(name) {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore('lists', { keyPath: 'session' });
    request.result.createObjectStore('acts', { keyPath: 'id' });
    request.result.createObjectStore('looks', { keyPath: 'act' });
  };
  return done(request);
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

const read = (base, store) => done(base.transaction(store).objectStore(store).getAll());
const write = (base, store, value) => done(base.transaction(store, 'readwrite').objectStore(store).put(value));
const remove = (base, store, key) => done(base.transaction(store, 'readwrite').objectStore(store).delete(key));

const databaseOf = (who) => `door ${who}`;

/** Whose lists are here, and until when; nothing where there are none. */
export function keeper() {
  const [who, until] = (localStorage.door ?? '').split(' ');
  return who ? { who, until: Number(until) } : undefined;
}

/** Deletes what is over, and the lists of everybody but `who`. What waits to be sent stays for whoever wrote it. */
export async function tidy(who) {
  const now = Date.now();
  let until = 0;
  const names = (await indexedDB.databases?.())?.map(({ name }) => name) ?? [databaseOf(who)];
  for (const name of names.filter((name) => name.startsWith('door '))) {
    const base = await open(name);
    const acts = await read(base, 'acts');
    for (const { id } of acts.filter(({ shuts }) => shuts < now)) await remove(base, 'acts', id);
    const waits = (session) => acts.some((act) => act.session === session && act.shuts >= now);
    const lists = await read(base, 'lists');
    const over = (list) => name !== databaseOf(who) || (list.until < now && !waits(list.session));
    for (const { session } of lists.filter(over)) await remove(base, 'lists', session);
    const left = lists.filter((list) => !over(list));
    for (const { act, session } of await read(base, 'looks')) {
      if (!left.some((list) => list.session === session)) await remove(base, 'looks', act);
    }
    base.close();
    if (left.length > 0) until = Math.max(...left.map((list) => list.until));
    else if (!acts.some((act) => act.shuts >= now)) indexedDB.deleteDatabase(name);
  }
  if (until > 0) localStorage.door = `${who} ${until}`;
  else localStorage.removeItem('door');
}

/** Signs out, unless somebody minds that what waits is lost: it is not left to whoever has the phone next. */
export async function leave(who, form) {
  const base = await open(databaseOf(who));
  const acts = await read(base, 'acts');
  const [list] = await read(base, 'lists');
  base.close();
  if (acts.length === 0 || !list || confirm(list.words.leaving)) form.submit();
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
function after(list, { id, deed, name, at }) {
  const came = (person) => ({ ...person, stands: 'came', since: Date.parse(at) });
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
  #base;
  #list;
  #acts = [];
  #looks = [];
  /** `here`, `away`, or why the house does not listen: `sign_in`, `gone`, `refused`. */
  #net = 'here';
  /** The browser keeps the page, too; `undefined`: nobody knows yet. */
  #ready;
  /** What waited was sent. */
  #sent = false;
  #busy;
  #timer;
  #delay = SOON;
  /** The list is to be asked for. */
  #wants = true;
  #drawn = '';

  constructor(root, base, session) {
    this.#root = root;
    this.#base = base;
    this.session = session;
  }

  async start() {
    const mine = (rows) => rows.filter(({ session }) => session === this.session);
    [this.#list] = mine(await read(this.#base, 'lists'));
    this.#acts = mine(await read(this.#base, 'acts')).sort((one, other) => one.n - other.n);
    this.#looks = mine(await read(this.#base, 'looks'));
    this.#root.addEventListener('submit', (event) => this.#submitted(event));
    this.#root.addEventListener('input', (event) => event.target.name === 'q' && this.draw());
    addEventListener('online', () => this.#ask());
    addEventListener('offline', () => this.#failed('away'));
    // The phone was in a pocket.
    document.addEventListener('visibilitychange', () => document.hidden || this.#ask());
    this.draw();
    await this.sync();
    this.#ready = await keepPage();
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
    this.#list = after(this.#list, { deed: { came: id }, at: new Date().toISOString() });
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
        this.#tell(words.problem_name);
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
    const act = {
      id: crypto.randomUUID(),
      session: this.session,
      at: new Date().toISOString(),
      deed,
      name,
      n: Math.max(0, ...this.#acts.map(({ n }) => n)) + 1,
      shuts: this.#list.shuts,
    };
    this.#acts.push(act);
    this.#sent = false;
    // What is not on the phone for good is still done.
    await write(this.#base, 'acts', act).catch(() => { this.#ready = false; });
    this.draw();
    this.sync();
    return act.id;
  }

  /** Says what was done, and offers to take it back. */
  #tell(text, undo) {
    const { words } = this.#list;
    const box = this.#told();
    say(box.querySelector('p'), text);
    box.querySelector('form')?.remove();
    box.classList.add('notice', 'notice--good');
    document.title = `${text} – ${document.title.split(' – ').pop()}`;
    this.draw();
    if (!undo) return;
    const { name } = this.#now().people.find(({ id }) => id === undo) ?? { name: '' };
    const button = this.#button('undo', undo, words.undo, fill(words.undo_for, { name }));
    box.append(make('form', { method: 'post' }, button));
    button.focus();
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
    return box;
  }

  // What is sent.

  #ask() {
    this.#wants = true;
    return this.sync();
  }

  /** Tells the house what was done, and asks it for the list where that is due. */
  sync() {
    this.#busy ??= this.#exchange().finally(() => {
      this.#busy = undefined;
      clearTimeout(this.#timer);
      if (this.#net === 'gone') return;
      if (this.#net === 'here' && this.#acts.length > 0) {
        this.sync();
        return;
      }
      const here = this.#net === 'here';
      if (here) this.#delay = SOON;
      this.#timer = setTimeout(() => {
        this.#delay = Math.min(LATEST, 2 * this.#delay);
        this.#ask();
      }, here ? FRESH : this.#delay);
      this.draw();
    });
    return this.#busy;
  }

  async #exchange() {
    do {
      const acts = this.#acts.slice(0, MOST);
      const answer = await this.#call(acts, this.#wants);
      const known = typeof answer !== 'string' && answer.fates.length === acts.length;
      if (!known) {
        await this.#failed(typeof answer === 'string' ? answer : 'refused');
        return;
      }
      this.#sent ||= this.#net !== 'here' && acts.length > 0;
      this.#net = 'here';
      await this.#hear(acts, answer);
      // What another door said is seen at once.
      this.#wants = !answer.list && answer.fates.some(({ differs }) => differs);
      this.draw();
    } while (this.#wants || this.#acts.length > 0);
  }

  /** What the house says; in one word where it does not listen. */
  async #call(acts, list) {
    const sent = acts.map(({ id, at, deed }) => ({ id, at, deed }));
    const body = JSON.stringify({ session: this.session, sent_at: new Date().toISOString(), acts: sent, list });
    const headers = { 'content-type': 'application/json' };
    try {
      const answer = await fetch('/api/door/sync', { method: 'POST', headers, body, signal: AbortSignal.timeout(PATIENCE) });
      if (answer.ok) return await answer.json();
      return { 400: 'refused', 401: 'sign_in', 403: 'refused', 404: 'gone', 413: 'refused', 422: 'refused' }[answer.status] ?? 'away';
    } catch {
      return 'away';
    }
  }

  async #hear(acts, { fates, list }) {
    for (const act of acts) {
      const fate = fates.find((fate) => fate.act === act.id);
      if (!fate) continue;
      const says = fill(fate.says, { name: act.name });
      if (fate.look) {
        const look = { act: act.id, session: this.session, name: act.name, says };
        this.#looks.push(look);
        await write(this.#base, 'looks', look).catch(() => {});
      } else if (says) {
        this.#tell(says);
      }
      if (this.#list) this.#list = after(this.#list, act);
      this.#acts = this.#acts.filter(({ id }) => id !== act.id);
      await remove(this.#base, 'acts', act.id).catch(() => {});
    }
    if (list) this.#list = { ...list, path: location.pathname };
    if (!this.#list) return;
    await write(this.#base, 'lists', this.#list).catch(() => { this.#ready = false; });
    const until = Math.max(this.#list.until, keeper()?.until ?? 0);
    localStorage.door = `${this.#list.who} ${until}`;
  }

  async #failed(why) {
    this.#net = why;
    if (why === 'sign_in' || why === 'gone') {
      // Nobody who may see it is there: what the page shows is all that is left of the list.
      await remove(this.#base, 'lists', this.session).catch(() => {});
    }
    if (why === 'gone') {
      for (const { id, name } of this.#acts) {
        this.#looks.push({ act: id, session: this.session, name, says: name });
        await remove(this.#base, 'acts', id).catch(() => {});
      }
      for (const { act } of this.#looks) await remove(this.#base, 'looks', act).catch(() => {});
      this.#acts = [];
    }
    this.draw();
  }

  // What is shown.

  /** The list as it stands, with what waits to be sent. */
  #now() {
    return this.#list && this.#acts.reduce(after, this.#list);
  }

  #isOpen() {
    const now = Date.now();
    return !this.#list.off && this.#list.opens <= now && now < this.#list.shuts;
  }

  /** A time by the clock of the place. */
  #clock(at) {
    return new Date(at + this.#list.offset).toISOString().slice(11, 16).replace(/^0/, '');
  }

  #moment(at) {
    const how = { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' };
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
    }
    this.#told();
    this.#drawNet(list);
    this.#drawCounts(list);
    this.#drawPeople(list);
    this.#drawWalkIn(list);
  }

  #drawNet({ words, at }) {
    const part = this.#part('net');
    if (!part.firstChild) {
      // Always there, so that what appears in it is heard.
      const live = make('div', {}, make('p'), make('p'));
      live.setAttribute('aria-live', 'polite');
      part.append(live, make('p', { className: 'quiet small' }), make('div'));
    }
    const [live, from, looks] = part.children;
    const [state, waiting] = live.children;
    const trouble = this.#net !== 'here';
    live.className = trouble ? 'notice notice--attention' : 'quiet small';
    const quiet = this.#sent ? words.sent : { true: words.ready, false: words.unready }[this.#ready] ?? '';
    const count = this.#acts.length;
    say(state, !trouble ? quiet : this.#net === 'sign_in' ? words.sign_in_text : words[this.#net]);
    say(waiting, trouble && count > 0 ? fill(count === 1 ? words.waiting_one : words.waiting_other, { count }) : '');
    say(from, fill(words.as_of, { when: this.#moment(at) }));
    live.querySelector('a')?.remove();
    if (this.#net === 'sign_in') {
      const path = location.pathname.replace(/^\/en\//, '/');
      const href = `${location.pathname.slice(0, -path.length)}/sign-in?goto=${encodeURIComponent(path)}`;
      live.append(make('a', { href }, words.sign_in));
    }
    looks.replaceChildren();
    if (this.#looks.length === 0) return;
    looks.className = 'notice notice--attention';
    looks.append(make('h2', {}, words.looks), make('ul', { className: 'door__looks' }, ...this.#looks.map((look) => {
      const button = make('button', {
        type: 'button',
        className: 'button button--quiet',
        aria: fill(words.seen_for, look),
        onclick: () => {
          this.#looks = this.#looks.filter((other) => other !== look);
          remove(this.#base, 'looks', look.act).catch(() => {});
          if (this.#looks.length === 0) looks.removeAttribute('class');
          this.draw();
        },
      }, words.seen);
      return make('li', {}, make('span', {}, look.says), button);
    })));
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
    const drawn = JSON.stringify([found, typed, this.#isOpen(), people.length]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;

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
    const seats = left === null ? '' : left === 0 ? words.full : fill(left === 1 ? words.left_one : words.left_other, { count: left });
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
async function doorOf(ticket, base) {
  const list = (await read(base, 'lists')).find(({ session }) => lettersOf(session) === ticket.session);
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
  const base = await open(databaseOf(who));
  const { pathname } = location;
  const ticket = pathname.includes('/tickets/') ? shown(pathname) : undefined;
  const session = ticket ? await doorOf(ticket, base) : /\/sessions\/([0-9a-f-]{36})\/door/.exec(pathname)?.[1];
  if (!session) return;
  const door = new Door(root, base, session);
  window.door = door;
  const started = door.start();
  if (ticket) show(ticket);
  await started;
}
