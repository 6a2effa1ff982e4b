const { test } = require("node:test");
const assert = require("node:assert/strict");
const { countItems } = require("../n8n-functions/js/countItems.js");

test("is a function", () => assert.equal(typeof countItems, "function"));
