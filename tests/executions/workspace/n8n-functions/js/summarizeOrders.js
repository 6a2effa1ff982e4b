function summarizeOrders(items, orders) {
  const priced = items.filter((item) => !item.json.skipped);
  const gross = priced.reduce((sum, item) => sum + item.json.gross, 0);
  return { orders: orders.length, priced: priced.length, gross, first: new Date(0), none: NaN, zero: -0 };
}
if (typeof module !== "undefined") module.exports = { summarizeOrders };
