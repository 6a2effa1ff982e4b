function anotherName(items) {
  return items.length;
}
if (typeof module !== "undefined") module.exports = { anotherName };
