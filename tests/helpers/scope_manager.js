// In: a JSON array of sources. Out: for each null if acorn rejects it, else the names by eslint-scope: those of the
// top scope, those that are read and those that are only written without any scope declaring them.
'use strict';

const acorn = require('acorn');
const eslintScope = require('eslint-scope');

const parsing = {
  ecmaVersion: 'latest',
  sourceType: 'script',
  allowReturnOutsideFunction: true,
  allowAwaitOutsideFunction: true,
  ranges: true,
};
const scoping = { ecmaVersion: 2024, sourceType: 'script', nodejsScope: true, ignoreEval: true };

function names(source) {
  let tree;
  try {
    tree = acorn.parse(source, parsing);
  } catch {
    return null;
  }
  const globalScope = eslintScope.analyze(tree, scoping).globalScope;
  const free = globalScope.through;
  return {
    declared: globalScope.childScopes[0].variables.map((variable) => variable.name),
    read: free.filter((reference) => reference.isRead()).map((reference) => reference.identifier.name),
    written: free.filter((reference) => reference.isWriteOnly()).map((reference) => reference.identifier.name),
  };
}

const sources = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(sources.map(names)));
