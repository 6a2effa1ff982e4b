// In: a JSON array of [pattern, flags]. Out: for each whether V8 rejects it.
'use strict';

function rejects([pattern, flags]) {
  try {
    new RegExp(pattern, flags);
    return false;
  } catch {
    return true;
  }
}

const cases = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(cases.map(rejects)));
