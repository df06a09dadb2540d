'use strict';
// Everything from the tenant reaches the page as a text node: nothing here parses HTML.
const data = JSON.parse(document.getElementById('data').textContent);
const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'];
const ROWS = 100; // clients in a page of the picture
const COLUMNS = 60; // APIs in it
const LISTED = 200; // lines of a list, at first

const text = (place) => data.texts[place];
const byId = (id) => document.getElementById(id);
const worse = (one, other) =>
  one && (!other || SEVERITIES.indexOf(one) <= SEVERITIES.indexOf(other)) ? one : other;

function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in made) made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

const risk = (severity) =>
  element('span', {className: `risk ${severity || 'none'}`}, severity || 'no finding');

const grants = data.grants.map((grant, place) => ({
  place,
  id: grant.id,
  client: text(grant.client),
  clientId: 'clientId' in grant ? text(grant.clientId) : '',
  api: text(grant.api),
  subject: text(grant.subject),
  all: Boolean(grant.all),
  scopes: (grant.scopes || []).map(text),
  standing: text(grant.standing),
  by: (grant.by || []).map(text),
  namespaces: (grant.namespaces || []).map(text),
  ends: grant.ends || '',
  risk: '',
  findings: [],
}));
for (const finding of data.findings) {
  for (const place of finding.grants) {
    grants[place].findings.push(finding);
    grants[place].risk = worse(finding.severity, grants[place].risk);
  }
}

const filters = byId('filters');
let firstRow = 0;
let firstColumn = 0;

function wanted() {
  const value = (name) => filters.elements[name].value;
  const has = (name, some) => {
    const part = value(name).trim().toLowerCase();
    return !part || some.some((one) => one.toLowerCase().includes(part));
  };
  const least = value('risk') ? SEVERITIES.indexOf(value('risk')) : Infinity;
  return grants.filter((grant) =>
    has('client', [grant.client, grant.clientId]) &&
    has('api', [grant.api]) &&
    (grant.all || has('scope', grant.scopes)) &&
    (!value('namespace') || grant.namespaces.includes(value('namespace'))) &&
    (!value('risk') || (grant.risk && SEVERITIES.indexOf(grant.risk) <= least)));
}

function cellText(cell) {
  return cell
    .map((grant) => (grant.subject === 'client' ? '' : '+') + (grant.all ? 'all' : grant.scopes.length))
    .sort()
    .reverse()
    .join(' ');
}

function matrix(shown) {
  const rows = new Map();
  const apis = new Map();
  for (const grant of shown) {
    const key = `${grant.client}\n${grant.clientId}`;
    if (!rows.has(key)) rows.set(key, {name: grant.client, id: grant.clientId, risk: '', cells: new Map()});
    const row = rows.get(key);
    row.risk = worse(grant.risk, row.risk);
    const cells = row.cells;
    if (!cells.has(grant.api)) cells.set(grant.api, []);
    cells.get(grant.api).push(grant);
    apis.set(grant.api, worse(grant.risk, apis.get(grant.api)));
  }
  const rank = (severity) => (severity ? SEVERITIES.indexOf(severity) : SEVERITIES.length);
  const order = (one, other) => (one < other ? -1 : 1); // the riskiest come before that
  const clients = [...rows.values()].sort((one, other) =>
    rank(one.risk) - rank(other.risk) || order(one.name + one.id, other.name + other.id));
  const columns = [...apis.keys()].sort((one, other) =>
    rank(apis.get(one)) - rank(apis.get(other)) || order(one, other));
  firstRow = Math.min(firstRow, Math.max(0, Math.ceil(clients.length / ROWS) - 1) * ROWS);
  firstColumn = Math.min(firstColumn, Math.max(0, Math.ceil(columns.length / COLUMNS) - 1) * COLUMNS);
  const across = columns.slice(firstColumn, firstColumn + COLUMNS);
  const down = clients.slice(firstRow, firstRow + ROWS);

  const head = element('tr', {}, element('th', {scope: 'col'}, 'Client'),
    ...across.map((api) => element('th', {scope: 'col'}, element('span', {}, api))));
  const body = down.map((client) => element('tr', {},
    element('th', {scope: 'row', title: `${client.name} ${client.id}`}, client.name),
    ...across.map((api) => cellOf(client, api))));
  byId('matrix').replaceChildren(element('thead', {}, head), element('tbody', {}, ...body));
  const first = byId('matrix').querySelector('button');
  if (first) first.tabIndex = 0;
  pager(clients.length, columns.length);
}

function cellOf(client, api) {
  const cell = client.cells.get(api);
  if (!cell) return element('td');
  const worst = cell.reduce((so, grant) => worse(grant.risk, so), '');
  const button = element('button', {
    type: 'button', tabIndex: -1, className: worst || 'none',
    'aria-label': `${client.name} on ${api}: ${cellText(cell)} scopes, ${worst || 'no finding'}`,
  }, cellText(cell));
  button.addEventListener('click', () => details(client, api, cell));
  return element('td', {}, button);
}

function pager(clients, apis) {
  const parts = [];
  const part = (count, size, first, noun, go) => {
    parts.push(element('span', {}, count ? `${noun} ${first + 1} to ${Math.min(first + size, count)} of ${count}` : `No ${noun.toLowerCase()}`));
    if (count <= size) return;
    for (const [title, next] of [['Previous', first - size], ['Next', first + size]]) {
      const button = element('button', {type: 'button', disabled: next < 0 || next >= count, 'aria-label': `${title} ${noun.toLowerCase()}`}, title);
      button.addEventListener('click', () => { go(next); draw(); });
      parts.push(button);
    }
  };
  part(clients, ROWS, firstRow, 'Clients', (next) => { firstRow = next; });
  part(apis, COLUMNS, firstColumn, 'APIs', (next) => { firstColumn = next; });
  byId('pager').replaceChildren(...parts);
}

function details(client, api, cell) {
  byId('details-title').textContent = `${client.name} on ${api}`;
  const body = [];
  for (const grant of cell) {
    const list = element('dl');
    const row = (title, ...value) => list.append(element('dt', {}, title), element('dd', {}, ...value));
    row('Grant', grant.id);
    if (grant.clientId) row('Client id', grant.clientId);
    row('Access as', grant.subject);
    row('Scopes', grant.all ? 'all, also future ones' : grant.scopes.join(' ') || 'none');
    row('ClientGrants', grant.by.join(', ') || grant.standing);
    if (grant.ends) row('Ends', grant.ends);
    for (const finding of grant.findings) {
      row(finding.rule, risk(finding.severity), ` ${finding.message} ${data.rules[finding.rule].todo}`);
    }
    body.push(list);
  }
  byId('details-body').replaceChildren(...body);
  byId('details').showModal();
}

function list(id, titles, rows, nothing) {
  const box = byId(id);
  if (!rows.length) {
    box.replaceChildren(element('p', {className: 'quiet'}, nothing));
    return;
  }
  const body = element('tbody');
  const table = element('table', {className: 'list'},
    element('thead', {}, element('tr', {}, ...titles.map((title) => element('th', {scope: 'col'}, title)))), body);
  const add = (some) => body.append(...some.map((cells) =>
    element('tr', {}, ...cells.map((cell) => element('td', {}, cell)))));
  add(rows.slice(0, LISTED));
  box.replaceChildren(table);
  if (rows.length > LISTED) {
    const more = element('button', {type: 'button'}, `Show all ${rows.length}`);
    more.addEventListener('click', () => { add(rows.slice(LISTED)); more.remove(); });
    box.append(more);
  }
}

function findingRows(findings) {
  return findings.map((finding) => {
    const rule = data.rules[finding.rule];
    return [risk(finding.severity), element('span', {className: 'id'}, finding.rule), finding.where, finding.message, rule.why, rule.todo];
  });
}

const FINDING_TITLES = ['Severity', 'Rule', 'Where', 'Finding', 'Why', 'What to do'];

function draw() {
  const shown = wanted();
  const places = new Set(shown.map((grant) => grant.place));
  const isAll = shown.length === grants.length;
  const about = (finding) => isAll || finding.grants.some((place) => places.has(place));
  const open = data.findings.filter(about);
  const counts = SEVERITIES
    .map((severity) => [severity, open.filter((finding) => finding.severity === severity).length])
    .filter((pair) => pair[1])
    .map(([severity, count]) => `${count} ${severity}`);
  byId('summary').textContent =
    `${shown.length} of ${grants.length} grants, read ${data.time}. ` +
    `Findings: ${counts.join(', ') || 'none'}; accepted: ${data.accepted.length}.`;
  matrix(shown);
  list('findings', FINDING_TITLES, findingRows(open), 'Nothing was found.');
  list('accepted', FINDING_TITLES, findingRows(data.accepted.filter(about)), 'None.');
  list('expiring', ['Ends', 'Client', 'API', 'ClientGrants'],
    shown.filter((grant) => grant.ends)
      .sort((one, other) => (one.ends < other.ends ? -1 : 1))
      .map((grant) => [grant.ends, grant.client, grant.api, grant.by.join(', ')]),
    data.hasCluster ? 'No ClientGrant has an end date.' : 'No cluster was asked which grants end.');
  list('unused', ['Where', 'Since'],
    open.filter((finding) => finding.rule === 'CG13').map((finding) => [finding.where, finding.message]),
    data.rules.CG13 && !data.rules.CG13.unchecked ? 'None.'
      : `Not known. ${data.rules.CG13 ? data.rules.CG13.unchecked : 'The rule was left out.'}`);
}

function move(event) {
  const step = {ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0]}[event.key];
  const from = event.target.closest('#matrix td');
  if (!step || !from) return;
  event.preventDefault();
  const rows = byId('matrix').tBodies[0].rows;
  let row = from.parentElement.sectionRowIndex;
  let column = from.cellIndex;
  for (;;) { // to the next cell with access in this direction
    row += step[0];
    column += step[1];
    const cell = rows[row] && rows[row].cells[column];
    if (!cell || column < 1) return;
    const button = cell.querySelector('button');
    if (button) {
      event.target.tabIndex = -1;
      button.tabIndex = 0;
      button.focus();
      return;
    }
  }
}

byId('domain').textContent = data.domain;
document.title = `Client grants of ${data.domain}`;
byId('legend').append(...[...SEVERITIES, ''].map((severity) => element('li', {}, risk(severity))));
filters.elements.namespace.append(...[...new Set(grants.flatMap((grant) => grant.namespaces))].sort()
  .map((name) => element('option', {value: name}, name)));
list('unchecked', ['Rule', 'What it looks for', 'Why it was not checked'],
  Object.entries(data.rules).filter(([, rule]) => rule.unchecked)
    .map(([id, rule]) => [id, rule.title, rule.unchecked]), 'All were checked.');
filters.addEventListener('input', () => { firstRow = 0; firstColumn = 0; draw(); });
filters.addEventListener('reset', () => setTimeout(draw));
filters.addEventListener('submit', (event) => event.preventDefault());
byId('matrix').addEventListener('keydown', move);
draw();
