function blankTest(items) {
  return items.length;
}
if (typeof module !== "undefined") module.exports = { blankTest };
