function notifyText(summary, getIgnored, getOrder) {
  let ignored;
  try {
    ignored = getIgnored().text;
  } catch {
    ignored = "nothing";
  }
  const order = getOrder();
  order.seen = true;
  return { text: `Large: ${summary.gross}, ${ignored}`, same: getOrder().seen };
}
if (typeof module !== "undefined") module.exports = { notifyText };
