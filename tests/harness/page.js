// How a journey finds things in the page: by role and accessible name, as an assistive technology does.
// It is put before each script that the harness runs, and leaves nothing in the page.
const SELECTORS = {
  alert: '[role=alert]',
  button: 'button, [role=button], input[type=submit], input[type=button]',
  cell: 'td, [role=cell], [role=gridcell]',
  checkbox: 'input[type=checkbox], [role=checkbox]',
  complementary: 'aside, [role=complementary]',
  combobox: 'select, [role=combobox]',
  // A toast is an alertdialog too, but nothing waits behind it.
  dialog: 'dialog, [role=dialog], [role=alertdialog]:not([aria-modal=false])',
  grid: '[role=grid], [role=treegrid]',
  gridcell: '[role=gridcell]',
  group: 'fieldset, [role=group]',
  heading: 'h1, h2, h3, h4, h5, h6, [role=heading]',
  link: 'a[href], [role=link]',
  listitem: 'li, [role=listitem]',
  menuitem: '[role=menuitem], [role=menuitemradio]',
  navigation: 'nav, [role=navigation]',
  option: 'option, [role=option]',
  radio: 'input[type=radio], [role=radio]',
  region: 'section, [role=region]',
  row: 'tr, [role=row]',
  searchbox: 'input[type=search], [role=searchbox]',
  status: '[role=status], output',
  switch: '[role=switch]',
  tab: '[role=tab]',
  textbox: 'input:not([type]), input[type=text], input[type=password], input[type=url], input[type=email], textarea, [role=textbox]',
};

const squeeze = (text) => (text ?? '').replace(/\s+/g, ' ').trim();

function isSeen(element) {
  return element.checkVisibility({ visibilityProperty: true }) && !element.closest('[aria-hidden=true], [inert]');
}

// What an element says, leaving out what is hidden from assistive technology.
function spoken(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (node.nodeType !== Node.ELEMENT_NODE || node.getAttribute('aria-hidden') === 'true') return '';
  if (node.hasAttribute('aria-label')) return ` ${node.getAttribute('aria-label')} `;
  const inner = Array.from(node.childNodes, spoken).join('');
  return getComputedStyle(node).display.startsWith('inline') ? inner : ` ${inner} `;
}

function nameOf(element) {
  const ids = element.getAttribute('aria-labelledby');
  if (ids) return squeeze(ids.split(/\s+/).map((id) => spoken(document.getElementById(id) ?? document.createTextNode(''))).join(' '));
  if (element.hasAttribute('aria-label')) return squeeze(element.getAttribute('aria-label'));
  if (element.labels?.length) return squeeze(Array.from(element.labels, (label) => Array.from(label.childNodes, spoken).join('')).join(' '));
  const said = squeeze(spoken(element));
  return said || squeeze(element.getAttribute('title') ?? element.getAttribute('placeholder') ?? element.getAttribute('alt'));
}

// `name` is the whole name; an asterisk at its start or end stands for anything.
function matches(said, name) {
  const [open, close] = [name.startsWith('*'), name.endsWith('*')];
  if (name === '*') return true;
  if (open && close) return said.includes(name.slice(1, -1));
  return open ? said.endsWith(name.slice(1)) : close ? said.startsWith(name.slice(0, -1)) : said === name;
}

// The place where things are looked for: the top dialog, since nothing behind it can be reached.
function ground() {
  const dialogs = Array.from(document.querySelectorAll(SELECTORS.dialog)).filter(isSeen);
  return dialogs.at(-1) ?? document;
}

function all(role, name, within = document) {
  return Array.from(within.querySelectorAll(SELECTORS[role] ?? `[role=${role}]`)).filter((element) => isSeen(element) && matches(nameOf(element), name));
}

function one(role, name, within = ground()) {
  return all(role, name, within)[0] ?? (within === document ? null : all(role, name)[0]) ?? null;
}

// What a person presses: of a radio button or a box to tick, often drawn by hand, its label.
function pressable(element) {
  return element?.matches('input[type=radio], input[type=checkbox]') ? (element.labels?.[0] ?? element) : element;
}

function isOn(element) {
  return element && !element.disabled && element.getAttribute('aria-disabled') !== 'true' ? element : null;
}

let seenBefore = null;

// What a person can aim at: it is where it was at the look before. What moves away under a press does not take it.
function atRest(element) {
  if (!element) return null;
  const { left, top, width, height } = element.getBoundingClientRect();
  const place = [left, top, width, height].join(' ');
  const rests = seenBefore?.element === element && seenBefore.place === place;
  seenBefore = { element, place };
  return rests ? element : null;
}

function says(text) {
  return squeeze(spoken(document.body)).includes(text);
}

// Everything that a failed search may have meant.
function present() {
  const lines = [];
  for (const role of Object.keys(SELECTORS)) {
    for (const element of all(role, '*').slice(0, 60)) lines.push(`${role} "${nameOf(element).slice(0, 120)}"`);
  }
  return lines.join('\n');
}

// Looks with `found` until it gives something that counts, once a frame's worth of time.
function look(found, milliseconds, done) {
  const end = performance.now() + milliseconds;
  const again = () => {
    const value = found();
    if (value) done({ value });
    else if (performance.now() > end) done({ present: present() });
    else setTimeout(again, 30);
  };
  again();
}
