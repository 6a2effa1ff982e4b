const { test } = require("node:test");
const assert = require("node:assert/strict");
const { exportMismatch } = require("../n8n-functions/js/exportMismatch.js");

test("is a function", () => assert.equal(typeof exportMismatch, "function"));
