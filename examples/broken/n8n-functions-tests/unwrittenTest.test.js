const { test } = require("node:test");
const { unwrittenTest } = require("../n8n-functions/js/unwrittenTest.js");

test.todo("counts the items");
