'use strict';
// Loaded before each test file: records that its process ran out of work, which one that calls process.exit() does not.

const fs = require('node:fs');
const { isMainThread } = require('node:worker_threads');

const { N8N_ENDED_FILES, NODE_TEST_CONTEXT } = process.env;
if (NODE_TEST_CONTEXT && N8N_ENDED_FILES && isMainThread) {
  // a copy of itself that the test forks is not the test
  delete process.env.N8N_ENDED_FILES;
  // bound before the test can mock it
  const { writeSync } = fs;
  const descriptor = fs.openSync(N8N_ENDED_FILES, 'a');
  const [, file] = process.argv;
  process.once('beforeExit', () => writeSync(descriptor, `${JSON.stringify(file)}\n`));
}
