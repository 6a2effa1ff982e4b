function labelOrder(item, order, position) {
  if (item.json.skipped) return null;
  item.json.label = `${position}: ${order.customer.name}`;
  return item;
}
if (typeof module !== "undefined") module.exports = { labelOrder };
