function repeatOrder(orders) {
  return orders.flatMap(({ json }) => Array.from({ length: 20 }, (_, index) => ({ json: { id: `${json.id}-${index}`, json } })));
}
if (typeof module !== "undefined") module.exports = { repeatOrder };
