function undefinedName(items) {
  return itmes.length;
}
if (typeof module !== "undefined") module.exports = { undefinedName };
