const { test } = require("node:test");
const assert = require("node:assert/strict");
const { impure } = require("../n8n-functions/js/impure.js");

test("is a function", () => assert.equal(typeof impure, "function"));
