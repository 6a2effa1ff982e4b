// Runs code in an imitation of n8n, with input that is inferred from what the code reads. Reads a list of cases as JSON
// from standard input and prints a list of results; with the argument 'worlds', a list of inputs for each case.
//
// A case: { id, kind: 'code' | 'function' | 'functionItem', mode, nodes, before, after, mutants }. Each pair of runs gets the
// same input; compared are the result (or that there is none), the input and the data of other nodes after the run, static
// data, and the effects in their order (console, requests, timers).
'use strict';

const vm = require('node:vm');

const ALL = 'runOnceForAllItems';
const HARMLESS = new Set(['crypto', 'buffer', 'path', 'querystring', 'url', 'util']);
const TIMEOUT = 300; // milliseconds

// -- tracing: what does the code read? -----------------------------------------------------------------------------

const ARRAY = new Set(('map forEach filter reduce reduceRight find findIndex findLast flatMap every some push pop shift unshift ' +
  'sort reverse splice join flat entries fill').split(' '));
const STRING = new Set(('split trim trimStart trimEnd toLowerCase toUpperCase replace replaceAll match matchAll startsWith endsWith ' +
  'substring substr charAt charCodeAt codePointAt padStart padEnd localeCompare search normalize repeat').split(' '));
const NUMBER = new Set('toFixed toPrecision'.split(' '));
const DATE = new Set('getTime getFullYear getMonth getDate getDay getHours getMinutes toISOString'.split(' '));
const TRACE = Symbol('trace');

function trace(name) {
  return { name, properties: new Map(), hints: new Set(), element: null, json: null };
}

function child(node, name) {
  if (!node.properties.has(name)) node.properties.set(name, trace(name));
  return node.properties.get(name);
}

function element(node) {
  node.hints.add('array');
  node.element ??= trace(node.name);
  return node.element;
}

function proxy(node) {
  return new Proxy(() => undefined, {
    get(_, key) {
      if (key === TRACE) return node;
      if (key === Symbol.toPrimitive) return (hint) => (hint === 'number' ? (node.hints.add('number'), 7) : (node.hints.add('text'), 'text'));
      if (key === Symbol.iterator) {
        const items = [proxy(element(node)), proxy(element(node))];
        return () => items[Symbol.iterator]();
      }
      if (typeof key === 'symbol' || key === 'then' || key === 'toJSON') return undefined;
      if (/^\d+$/.test(key)) return proxy(element(node));
      if (key === 'length') return node.hints.add('length'), 2;
      if (ARRAY.has(key)) {
        const items = [proxy(element(node)), proxy(element(node))];
        return items[key].bind(items);
      }
      const types = [[STRING, 'string', 'some text'], [NUMBER, 'number', 7], [DATE, 'date', new Date(0)]];
      for (const [names, hint, sample] of types) {
        if (names.has(key)) {
          node.hints.add(hint);
          return sample[key].bind(sample);
        }
      }
      if (['includes', 'indexOf', 'slice', 'concat', 'toString', 'at', 'lastIndexOf'].includes(key)) {
        node.hints.add('length');
        return 'some text'[key].bind('some text');
      }
      if (key === 'hasOwnProperty') return (name) => (child(node, name), true);
      return proxy(child(node, key));
    },
    set(_, key) {
      if (typeof key === 'string') node.hints.add('object');
      return true;
    },
    has: (_, key) => (typeof key === 'string' && child(node, key), true),
    deleteProperty: () => true,
    ownKeys: () => [...new Set(['alpha', 'beta', ...node.properties.keys()])].map(String),
    getOwnPropertyDescriptor: (_, key) => ({ value: proxy(child(node, String(key))), configurable: true, enumerable: true, writable: true }),
    apply: () => proxy(child(node, 'result')),
  });
}

function tracedContext(test, root, forced) {
  const items = () => {
    const one = () => proxy(child(root, 'input'));
    const list = [{ json: one() }, { json: one() }];
    list.forEach((item) => (item.binary = proxy(child(root, 'binary'))));
    return list;
  };
  const world = { input: items(), nodes: {}, static: {}, node: (name) => [{ json: proxy(child(root, `node ${name}`)) }] };
  const context = contextOf(test, world, [], 0, true);
  const isTrace = (value) => typeof value === 'function' && value[TRACE];
  vm.runInContext('globalThis.__native = { JSON, Array, Date, Number, String, Object }', context);
  const native = context.__native;
  delete context.__native;
  const parse = native.JSON.parse;
  native.JSON.parse = (text, reviver) => (isTrace(text) ? proxy((isTrace(text).json ??= trace(isTrace(text).name))) : parse(text, reviver));
  const isArray = native.Array.isArray;
  native.Array.isArray = (value) => (isTrace(value) ? (element(isTrace(value)), true) : isArray(value));
  for (const name of ['parseInt', 'parseFloat', 'Number']) {
    const original = vm.runInContext(name, context);
    const traced = function (value, ...rest) {
      if (isTrace(value)) return isTrace(value).hints.add('number'), 7;
      return original(value, ...rest);
    };
    context[name] = Object.assign(traced, { isNaN: Number.isNaN, isInteger: Number.isInteger, isFinite: Number.isFinite });
    if (name === 'Number') Object.assign(context.Number, { parseFloat, parseInt, MAX_SAFE_INTEGER: 2 ** 53 - 1 });
  }
  return context;
}

// -- from traces to plain data -------------------------------------------------------------------------------------

const NUMERIC = /(^|_)(id|count|num|number|price|amount|total|index|age|size|score|rate|value|quantity|year|month|day|limit|page|lat|lon|lng|duration|height|width)$|Count$|Id$|Number$|Price$|Total$/i;
const DATED = /date|time|_at$|At$|created|updated|start|end$/i;

function literalsOf(code) {
  const found = {};
  const pattern = /(?:\.|\[['"])(\w+)(?:['"]\])?\s*(?:\)|\.\w+\(\))?\s*(?:[!=]==?|\.includes\(|\.startsWith\()\s*(['"])(.*?)\2/g;
  for (const match of code.matchAll(pattern)) (found[match[1]] ??= []).push(match[3]);
  return found;
}

function materialise(node, seed, position, plan, depth = 0) {
  const forced = plan.forced[node.name];
  const hints = new Set(forced ? [forced] : node.hints);
  if (depth > 8) return null;
  if (node.json && !forced) return JSON.stringify(materialise(node.json, seed, position, plan, depth + 1));
  if (hints.has('array') && !hints.has('string')) {
    const inner = node.element ?? trace(node.name);
    return [0, 1].map((index) => materialise(inner, seed, position * 2 + index, plan, depth + 1));
  }
  const isPlain = !forced || forced === 'object';
  if (isPlain && (node.properties.size || hints.has('object')) && !hints.has('string')) {
    const object = {};
    for (const [key, value] of node.properties) object[key] = materialise(value, seed, position, plan, depth + 1);
    return object;
  }
  const literals = plan.literals[node.name];
  if (literals && (seed + position) % 3 < 2) return literals[(seed + position) % literals.length];
  if (hints.has('date') || (!hints.has('number') && DATED.test(node.name))) return `2026-0${1 + ((seed + position) % 9)}-1${position % 9}T10:00:00.000Z`;
  if (hints.has('number') || (!hints.has('string') && NUMERIC.test(node.name))) return 3 + position * 7 + seed;
  if (seed === 3 && !hints.has('string')) return position % 2 === 0;
  return `${node.name} ${position} some text`;
}

function worldOf(root, test, seed, plan) {
  const input = root.properties.get('input') ?? trace('input');
  input.hints.add('object');
  const world = { input: [], nodes: {}, static: {} };
  for (const position of [0, 1, 2]) {
    const json = materialise(input, seed, position, plan);
    world.input.push({ json: json && typeof json === 'object' && !Array.isArray(json) ? json : { value: json } });
    const binary = root.properties.get('binary');
    if (binary?.properties.size) world.input[position].binary = materialise(binary, seed, position, plan);
  }
  for (const name of test.nodes) {
    const node = root.properties.get(`node ${name}`) ?? trace(name);
    node.hints.add('object');
    world.nodes[name] = [0, 1].map((position) => {
      const json = materialise(node, seed, position + 5, plan);
      return { json: json && typeof json === 'object' && !Array.isArray(json) ? json : { value: json } };
    });
  }
  return world;
}

// -- an imitation of n8n -------------------------------------------------------------------------------------------

const clone = (value) => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

class FakeDateTime {
  constructor(text = '2026-01-02T03:04:05.000Z') {
    this.text = text;
    this.ts = 1767323045000;
  }
  static now() { return new FakeDateTime(); }
  static local() { return new FakeDateTime(); }
  static utc() { return new FakeDateTime(); }
  static fromISO(text) { return new FakeDateTime(`iso ${text}`); }
  static fromFormat(text, format) { return new FakeDateTime(`${text} ${format}`); }
  static fromJSDate(date) { return new FakeDateTime(`js ${Number(date)}`); }
  static fromMillis(number) { return new FakeDateTime(`ms ${number}`); }
  get year() { return 2026; }
  get month() { return 1; }
  get day() { return 2; }
  get weekday() { return 5; }
  get hour() { return 3; }
  get minute() { return 4; }
  get isValid() { return true; }
  valueOf() { return this.ts; }
  toJSON() { return this.text; }
}
for (const name of ['toISO', 'toISODate', 'toISOTime', 'toFormat', 'toString', 'toLocaleString', 'toSQL', 'format']) {
  FakeDateTime.prototype[name] = function (...rest) { return `${this.text} ${name} ${rest.join(' ')}`; };
}
for (const name of ['plus', 'minus', 'startOf', 'endOf', 'set', 'setZone', 'setLocale', 'toUTC', 'toLocal']) {
  FakeDateTime.prototype[name] = function (...rest) { return new FakeDateTime(`${this.text} ${name} ${JSON.stringify(rest)}`); };
}
for (const name of ['toMillis', 'toSeconds', 'toUnixInteger']) FakeDateTime.prototype[name] = function () { return this.ts; };
FakeDateTime.prototype.toJSDate = function () { return new Date(this.ts); };
FakeDateTime.prototype.diff = function (other, unit) { return { [unit]: 3, as: () => 3, toObject: () => ({ [unit]: 3 }), milliseconds: 3 }; };

const PRELUDE = `{
  const Native = Date;
  let random = 7;
  Math.random = () => (random = (random * 16807) % 2147483647) / 2147483647;
  globalThis.Date = class Date extends Native {
    constructor(...parts) { super(...(parts.length ? parts : [1767323045000])); }
    static now() { return 1767323045000; }
  };
}`;

function contextOf(test, world, effects, index, isTraced) {
  const isEach = test.mode !== ALL;
  const missing = (name) => { throw new Error(`Referenced node is unexecuted: ${name}`); };
  const data = (name) => {
    if (isTraced) return (world.nodes[name] ??= world.node(name));
    if (!test.nodes.includes(name)) throw new Error(`Referenced node doesn't exist: ${name}`);
    return world.nodes[name] ?? missing(name);
  };
  const at = (list, number) => list[number] ?? list[0];
  const handles = {};
  const handle = (name) => {
    if (!isTraced && !test.nodes.includes(name)) throw new Error(`Referenced node doesn't exist: ${name}`);
    return (handles[name] ??= {
      first: () => data(name)[0],
      last: () => data(name).at(-1),
      all: () => data(name),
      get item() { return at(data(name), index); },
      itemMatching: (number) => at(data(name), number),
      pairedItem: (number) => at(data(name), number ?? 0),
      get isExecuted() { return Boolean(world.nodes[name]); },
      params: { name },
      context: {},
    });
  };
  const own = world.input;
  const refused = (name) => () => { throw new Error(`Can't use .${name}() here`); };
  const $input = isEach
    ? { get item() { return own[index]; }, all: refused('all'), first: refused('first'), last: refused('last') }
    : { all: () => own, first: () => own[0], last: () => own.at(-1), get item() { return own[index]; } };
  $input.params = {};
  $input.context = {};
  const nodeProxy = (number) => new Proxy({}, {
    get: (_, name) => ({
      get json() { return at(data(String(name)), number).json; },
      get binary() { return at(data(String(name)), number).binary; },
      context: {}, parameter: { name: String(name) }, runIndex: 0,
    }),
  });
  const record = (kind) => (...parts) => { effects.push([kind, safe(parts)]); };
  const request = (kind) => async (...parts) => {
    effects.push([kind, safe(parts)]);
    return { ok: true, body: { id: 1 }, data: [{ id: 1 }], items: [], count: effects.length };
  };
  const helpers = Object.fromEntries(['httpRequest', 'request', 'httpRequestWithAuthentication', 'prepareBinaryData', 'getBinaryDataBuffer', 'setBinaryDataBuffer']
    .map((name) => [name, request(name)]));
  const staticData = (type) => (world.static[type] ??= {});
  const timer = (kind) => (callback, time, ...rest) => { effects.push([kind, time]); return setImmediate(callback, ...rest); };
  const sandbox = {
    $: handle, $input, $json: own[index].json, $binary: own[index].binary, $node: nodeProxy(index), $itemIndex: index, $runIndex: 0,
    $items: (name, output = 0) => (name === undefined ? own : output ? [] : data(name)),
    $item: (number) => ({ $node: nodeProxy(number), $json: own[number]?.json, $itemIndex: number }),
    $now: new FakeDateTime(), $today: new FakeDateTime('2026-01-02'), DateTime: FakeDateTime, Interval: {}, Duration: { fromObject: () => ({ as: () => 3 }) },
    $workflow: { id: 'w1', name: 'Some workflow', active: true }, $execution: { id: 'e1', mode: 'manual', resumeUrl: 'http://resume' },
    $env: new Proxy({}, { get: (_, name) => `env ${String(name)}`, has: () => true }), $vars: {}, $prevNode: { name: 'Before', outputIndex: 0, runIndex: 0 },
    $parameter: {}, $mode: 'manual', $jmespath: (value, path) => [safe(value), path],
    helpers, console: Object.fromEntries(['log', 'warn', 'error', 'info', 'debug'].map((name) => [name, record(name)])),
    require: (name) => {
      if (name.replace('node:', '') === 'crypto') return { ...require('crypto'), randomBytes: (size) => Buffer.alloc(size, 7), randomUUID: () => 'uuid', randomInt: () => 3 };
      if (HARMLESS.has(name.replace('node:', ''))) return require(name);
      throw new Error(`Cannot find module '${name}'`);
    },
    module: {}, Buffer, btoa, atob, TextEncoder, TextDecoder, URL, URLSearchParams,
    setTimeout: timer('timeout'), setInterval: timer('interval'), setImmediate, clearTimeout: clearImmediate, clearInterval: clearImmediate,
    $getWorkflowStaticData: staticData,
  };
  if (isTraced) {
    sandbox.$json = own[index].json;
    sandbox.$env = proxy(trace('env'));
  }
  if (test.isOld) sandbox.getWorkflowStaticData = staticData;
  // n8n 2.40.7 gives other objects under these names
  const copy = (value) => (isTraced ? value : clone(value));
  if (test.kind === 'functionItem' && test.isOld) sandbox.item = copy(own[index]).json;
  else if (isEach) sandbox.item = copy(own[index]);
  else sandbox.items = isTraced ? own.map((item) => ({ ...item })) : clone(own);
  world.items = isEach ? sandbox.item : sandbox.items;
  const context = vm.createContext(sandbox);
  context.global = context;
  vm.runInContext(PRELUDE, context);
  return context;
}

function safe(value, seen = new Set()) {
  if (value instanceof FakeDateTime) return `DateTime ${value.text}`;
  if (typeof value === 'function') return 'function';
  if (typeof value === 'bigint' || typeof value === 'symbol') return String(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (value === undefined) return 'undefined';
  if (value === null || typeof value !== 'object') return value;
  if (seen.has(value)) return 'seen before';
  seen.add(value);
  let result;
  const name = Object.prototype.toString.call(value);
  if (Array.isArray(value)) result = value.map((item) => safe(item, seen));
  else if (name === '[object Date]') result = `date ${Number(value)}`;
  else if (name === '[object Map]' || name === '[object Set]') result = [name, ...[...value].map((item) => safe(item, seen))];
  else if (name === '[object Error]') result = 'error';
  else if (ArrayBuffer.isView(value)) result = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  else result = Object.fromEntries(Object.keys(value).map((key) => [key, safe(value[key], seen)]));
  seen.delete(value);
  return result;
}

async function execute(context, code) {
  const script = new vm.Script(`module.exports = (async function () {\n${code}\n})()`);
  const running = script.runInContext(context, { timeout: TIMEOUT });
  let timer;
  const late = new Promise((_, reject) => { timer = setTimeout(() => reject(Object.assign(new Error('late'), { late: true })), TIMEOUT); });
  try {
    return await Promise.race([running, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function run(test, code, given, isOld) {
  const world = clone(given);
  const effects = [];
  const results = [];
  const old = { ...test, isOld: isOld && test.kind !== 'code' };
  let error = '';
  const count = test.mode === ALL ? 1 : world.input.length;
  for (let index = 0; index < count && !error; index++) {
    try {
      const context = contextOf(old, world, effects, index, false);
      let result = await execute(context, code);
      if (old.isOld && test.kind === 'functionItem') result = { json: result, binary: world.input[index].binary };
      results.push(safe(result), safe(world.items));
      // what of the mutated input is n8n's own copy is not seen by anybody
      if (test.kind === 'functionItem') results.pop();
    } catch (exception) {
      if (exception?.late || exception?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return { late: true };
      error = exception?.message || 'error';
    }
  }
  const outcome = error ? { error: true } : { results, input: test.kind === 'functionItem' ? null : safe(world.input) };
  // which of two failures comes first may change, and with it what was logged until then
  const counted = error ? effects.filter(([kind]) => !['log', 'warn', 'error', 'info', 'debug'].includes(kind)) : effects;
  for (const [type, value] of Object.entries(world.static)) if (!Object.keys(value).length) delete world.static[type];
  return { text: JSON.stringify([outcome, safe(world.nodes), safe(world.static), counted]), error, results };
}

function isNonTrivial(results) {
  const first = results.flat(2).filter((item) => item && typeof item === 'object');
  const fields = (value) => Object.values(value).some((field) => field !== null && field !== 'undefined' && (typeof field !== 'object' || Object.keys(field).length));
  return first.some((item) => fields(item.json && typeof item.json === 'object' ? item.json : item));
}

// -- inference -----------------------------------------------------------------------------------------------------

async function infer(test) {
  const root = trace('root');
  const plan = { forced: {}, literals: literalsOf(test.before) };
  const count = test.mode === ALL ? 1 : 2;
  for (let index = 0; index < count; index++) {
    try {
      await execute(tracedContext({ ...test, isOld: test.kind !== 'code' }, root, plan), test.before);
    } catch {
      // what was read until then is known
    }
  }
  const worlds = [];
  for (let seed = 0; seed < 4; seed++) {
    for (let attempt = 0; attempt < 6; attempt++) {
      const world = worldOf(root, test, seed, plan);
      const { error } = await run(test, test.before, world, true);
      worlds.push(world);
      if (!learn(error, root, plan)) break;
    }
  }
  return worlds;
}

function learn(error, root, plan) {
  const called = /(\w+)(?:\(\.\.\.\))?\??\.(\w+) is not a function/.exec(error ?? '');
  const iterable = /(\w+) is not iterable/.exec(error ?? '');
  const name = called?.[1] ?? iterable?.[1];
  if (!name || name in plan.forced) return false;
  const method = called?.[2] ?? '';
  plan.forced[name] = STRING.has(method) ? 'string' : NUMBER.has(method) ? 'number' : iterable || ARRAY.has(method) ? 'array' : 'object';
  return true;
}

function variations(world, test) {
  const found = [];
  const base = () => clone(world);
  const change = (edit) => { const other = base(); edit(other); found.push(other); };
  change((other) => { other.input.length = 1; });
  change((other) => { other.input.push(clone(other.input[0])); });
  change((other) => { other.input[0].json = {}; });
  change((other) => { for (const item of other.input) for (const key of Object.keys(item.json)) if (typeof item.json[key] === 'string') item.json[key] = 12; });
  change((other) => { for (const key of Object.keys(other.input[0].json)) if (key.length % 2) delete other.input[0].json[key]; });
  change((other) => { for (const item of other.input) for (const key of Object.keys(item.json)) if (typeof item.json[key] === 'number') item.json[key] = 0; });
  change((other) => { other.static = { global: { lastId: 2, items: [], data: {} }, node: { lastId: 2, items: [] } }; });
  for (const name of test.referenced) {
    change((other) => { other.nodes[name] = null; });
    change((other) => { for (const item of other.nodes[name] ?? []) item.json = {}; });
  }
  return found;
}

async function inferred(test) {
  test.referenced = test.nodes.filter((name) => test.before.includes(name)).slice(0, 6);
  const seeds = await infer(test);
  let best = seeds[0];
  for (const world of seeds) {
    const found = await run(test, test.before, world, true);
    if (!found.late && !found.error && isNonTrivial(found.results)) best = world;
  }
  return { seeds, best };
}

// Up to three worlds in which the code gives different results: the best one, then those in which other nodes did not run.
async function distinctWorlds(test) {
  const { best } = await inferred(test);
  const found = new Map();
  for (const world of [best, ...variations(best, test).reverse()]) {
    const { text } = await run(test, test.before, world, true);
    if (!found.has(text)) found.set(text, world);
  }
  return [...found.values()].slice(0, 3);
}

async function compare(test) {
  const result = { id: test.id, compiles: true, pairs: 0, late: 0, differences: [], ran: false, nonTrivial: false, mutants: 0, killed: 0 };
  for (const code of [test.before, test.after]) {
    try {
      new vm.Script(`(async function () {\n${code}\n})`);
    } catch (error) {
      result.compiles = false;
      result.refused = code === test.before;
      result.error = error.message;
      return result;
    }
  }
  const { seeds, best } = await inferred(test);
  const worlds = [...new Map([...seeds, ...variations(best, test)].map((world) => [JSON.stringify(world), world])).values()];
  const expected = [];
  for (const world of worlds) {
    const before = await run(test, test.before, world, true);
    const after = await run(test, test.after, world, false);
    if (before.late || after.late) {
      result.late += 1;
      continue;
    }
    result.pairs += 1;
    expected.push([world, before.text]);
    result.ran ||= !before.error;
    result.nonTrivial ||= !before.error && isNonTrivial(before.results);
    if (before.text !== after.text) result.differences.push([before.text.slice(0, 400), after.text.slice(0, 400), before.error, after.error]);
  }
  if (result.nonTrivial) {
    for (const mutant of test.mutants) {
      result.mutants += 1;
      for (const [world, text] of expected) {
        const found = await run(test, mutant, world, false);
        if (found.late || found.text !== text) {
          result.killed += 1;
          break;
        }
      }
    }
  }
  return result;
}

process.on('unhandledRejection', () => {});
process.on('uncaughtException', () => {});

async function main() {
  let text = '';
  for await (const part of process.stdin) text += part;
  const results = [];
  const answer = process.argv[2] === 'worlds' ? distinctWorlds : compare;
  for (const test of JSON.parse(text)) results.push(await answer(test));
  process.stdout.write(JSON.stringify(results), () => process.exit(0));
}

main();
