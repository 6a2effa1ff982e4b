const { test } = require("node:test");
const assert = require("node:assert/strict");
const { brokenSyntax } = require("../n8n-functions/js/brokenSyntax.js");

test("is a function", () => assert.equal(typeof brokenSyntax, "function"));
