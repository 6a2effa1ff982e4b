function siblingImport(items) {
  const { countItems } = require("./countItems.js");
  return countItems(items);
}
if (typeof module !== "undefined") module.exports = { siblingImport };
