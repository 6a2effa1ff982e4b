const { test } = require("node:test");
const assert = require("node:assert/strict");
const { withoutTrailer } = require("../n8n-functions/js/withoutTrailer.js");

test("is a function", () => assert.equal(typeof withoutTrailer, "function"));
