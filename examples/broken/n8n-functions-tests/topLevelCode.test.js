const { test } = require("node:test");
const assert = require("node:assert/strict");
const { topLevelCode } = require("../n8n-functions/js/topLevelCode.js");

test("is a function", () => assert.equal(typeof topLevelCode, "function"));
