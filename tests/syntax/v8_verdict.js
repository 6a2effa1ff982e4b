// In: a JSON array of sources. Out: for each null, or V8's message, and the line it names where it names one.
// The sources are bodies of an async function; nothing is run.
'use strict';

const vm = require('node:vm');
const AsyncFunction = (async () => {}).constructor;

function rejection(compile) {
  try {
    compile();
    return null;
  } catch (error) {
    const line = /^body:(\d+)\n/.exec(error.stack);
    return { message: error.message, line: line ? Number(line[1]) : null };
  }
}

const sources = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
const verdicts = sources.map((source) => ({
  // as n8n wraps it, and on its own: `} {` closes and opens the wrapper
  wrapped: rejection(() => new vm.Script(`(async function () {${source}\n})`, { filename: 'body' })),
  alone: rejection(() => new AsyncFunction(source)),
}));
process.stdout.write(JSON.stringify(verdicts));
