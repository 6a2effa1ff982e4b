function countRows(items) {
  return { rows: items.length, first: items[0].json.id, last: items[items.length - 1].json.id };
}
if (typeof module !== "undefined") module.exports = { countRows };
