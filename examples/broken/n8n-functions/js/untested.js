function untested(items) {
  return items.length;
}
if (typeof module !== "undefined") module.exports = { untested };
