function listOrders() {
  return [
    { json: { id: 1, total: 20, customer: { name: "Ann" }, note: undefined } },
    { json: { id: 2, total: 250.5, customer: { name: "Bo \u{1F600}\u200d\u2028 \"q\"" }, due: new Date(0) } },
    { json: { id: 3, total: -0, customer: null, rate: NaN, big: 1e21, tiny: 1e-7 } },
  ];
}
if (typeof module !== "undefined") module.exports = { listOrders };
