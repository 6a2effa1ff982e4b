const { test } = require("node:test");
const assert = require("node:assert/strict");
const { calculateStatsByCategory } = require("../n8n-functions/js/calculateStatsByCategory.js");

test("groups articles by category", () => {
  const result = calculateStatsByCategory([
    { category: "sports" }, { category: "sports" }, { category: "tech" }
  ]);
  assert.deepEqual(result, { sports: 2, tech: 1 });
});
