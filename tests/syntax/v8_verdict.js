// In: a JSON array of sources. Out: for each whether V8 rejects it as the body of an async function, null where that
// depends on the wrapper (`} {` closes and opens it), or, with the argument `files`, as a CommonJS file. Nothing is run.
'use strict';

const vm = require('node:vm');
const AsyncFunction = (async () => {}).constructor;

function rejects(compile) {
  try {
    compile();
    return false;
  } catch {
    return true;
  }
}

function rejectsBody(source) {
  const wrapped = rejects(() => new vm.Script(`(async function () {${source}\n})`));
  return wrapped === rejects(() => new AsyncFunction(source)) ? wrapped : null;
}

function rejectsFile(source) {
  const parameters = ['exports', 'require', 'module', '__filename', '__dirname'];
  return rejects(() => vm.compileFunction(source.replace(/^#!/, '//'), parameters));
}

const sources = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(sources.map(process.argv[2] === 'files' ? rejectsFile : rejectsBody)));
