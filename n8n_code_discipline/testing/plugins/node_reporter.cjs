'use strict';
// A reporter for `node --test`: https://nodejs.org/api/test.html#custom-reporters

const fs = require('node:fs');
const path = require('node:path');

module.exports = async function* report(source) {
  // titles of the enclosing suites and tests, by nesting
  const titles = [];
  let nesting = 0;
  for await (const { type, data } of source) {
    if (type === 'test:start') {
      titles.length = data.nesting;
      titles.push(data.name);
    } else if (type === 'test:complete' && isFile(data)) {
      if (!data.details.passed || hasEnded(data.file)) yield line({ event: 'file', file: data.file });
    } else if (type === 'test:pass' || type === 'test:fail') {
      // cases precede their suite
      const isEmpty = nesting <= data.nesting;
      nesting = data.nesting;
      // node 20 reports cases that the filter deselects
      if (data.skip === 'test name does not match pattern') continue;
      const failed = type === 'test:fail' && data.todo === undefined;
      if (data.details.type === 'suite' && !isCase(data, failed, isEmpty)) continue;
      yield line({
        event: 'case',
        file: data.file,
        line: data.line ?? 1,
        suite: titles.slice(0, data.nesting),
        name: isFile(data) ? '' : data.name,
        seconds: data.details.duration_ms / 1000,
        outcome: failed ? 'failed' : outcome(data),
        message: failed ? message(data.details.error) : reason(data),
      });
    }
  }
};

function isFile(data) {
  // node 20 names the file by its absolute path, later ones as it was given
  return data.nesting === 0 && data.file !== undefined && path.resolve(data.name) === data.file;
}

function isCase(suite, failed, isEmpty) {
  // a hook of the suite or its function failed, or the suite has no selected case
  if (failed) return suite.details.error.failureType !== 'subtestsFailed';
  return isEmpty && outcome(suite) !== 'passed';
}

function hasEnded(file) {
  const { N8N_ENDED_FILES: ended } = process.env;
  return fs.existsSync(ended) && fs.readFileSync(ended, 'utf8').split('\n').includes(JSON.stringify(file));
}

function outcome(data) {
  if (data.todo !== undefined) return 'todo';
  return data.skip !== undefined || data.expectFailure !== undefined ? 'skipped' : 'passed';
}

function reason(data) {
  return [data.skip, data.todo].filter((text) => typeof text === 'string').join(' ');
}

function message(error) {
  const cause = error.cause ?? error;
  return String(cause.stack ?? cause.message ?? cause);
}

function line(event) {
  return `${JSON.stringify(event)}\n`;
}
