const { test } = require("node:test");
const assert = require("node:assert/strict");
const { siblingImport } = require("../n8n-functions/js/siblingImport.js");

test("is a function", () => assert.equal(typeof siblingImport, "function"));
