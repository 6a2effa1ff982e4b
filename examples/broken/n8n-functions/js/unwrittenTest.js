function unwrittenTest(items) {
  return items.length;
}
if (typeof module !== "undefined") module.exports = { unwrittenTest };
