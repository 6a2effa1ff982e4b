'use strict';
// Reads a JSON array of Code-node bodies, compiles them without executing anything, and writes the error of each:
// null, or its position and message.

const vm = require('node:vm');

const bodies = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify({ version: process.version, errors: bodies.map(errorOf) }));

function errorOf(body) {
  try {
    // the body begins on a line of its own, numbered 1, so that places in it are its own
    new vm.Script(`(async function () {\n${body}\n})`, { filename: 'body', lineOffset: -1 });
    return null;
  } catch (error) {
    const [place, line = '', caret = ''] = String(error.stack).split('\n');
    const column = /^[ \t]*\^+$/.test(caret) ? [...line.slice(0, caret.indexOf('^'))].length : 0;
    return { line: Number(place.split(':').pop()) || 1, column, message: error.message };
  }
}
