function markItems(items, first, name) {
  first.marked = name;
  for (const item of items) item.json.index = items.indexOf(item);
  return items;
}
if (typeof module !== "undefined") module.exports = { markItems };
