const { test } = require("node:test");
const assert = require("node:assert/strict");
const { countItems } = require("../n8n-functions/js/countItems.js");

test("counts items", () => assert.equal(typeof countItems, "function"));
