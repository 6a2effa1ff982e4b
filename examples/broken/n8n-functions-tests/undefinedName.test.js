const { test } = require("node:test");
const assert = require("node:assert/strict");
const { undefinedName } = require("../n8n-functions/js/undefinedName.js");

test("is a function", () => assert.equal(typeof undefinedName, "function"));
