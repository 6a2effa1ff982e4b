const { test } = require("node:test");
const assert = require("node:assert/strict");
const { markerInSource } = require("../n8n-functions/js/markerInSource.js");

test("is a function", () => assert.equal(typeof markerInSource, "function"));
