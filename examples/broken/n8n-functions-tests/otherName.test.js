const { test } = require("node:test");
const assert = require("node:assert/strict");
const { anotherName } = require("../n8n-functions/js/otherName.js");

test("is a function", () => assert.equal(typeof anotherName, "function"));
