function brokenSyntax(items) {
  return items.map((item) => item.json;
}
if (typeof module !== "undefined") module.exports = { brokenSyntax };
