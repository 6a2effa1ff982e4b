const LIMIT = 10;
function topLevelCode(items, limit) {
  return items.slice(0, limit);
}
if (typeof module !== "undefined") module.exports = { topLevelCode, LIMIT: 10 };
