function countItems(items) {
  return items.length;
}
if (typeof module !== "undefined") module.exports = { countItems };
