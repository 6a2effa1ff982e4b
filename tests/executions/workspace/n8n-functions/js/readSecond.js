function readSecond(order, all, small) {
  return [{ id: order.id, count: all.length, small: small.id }, { id: all[1].json.id }];
}
if (typeof module !== "undefined") module.exports = { readSecond };
