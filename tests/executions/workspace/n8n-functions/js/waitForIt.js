async function waitForIt(input, runs) {
  await new Promise((resolve) => setTimeout(resolve, 1));
  return { runs, text: await doubled(input.gross) };
}
async function doubled(value) {
  return String(value * 2);
}
if (typeof module !== "undefined") module.exports = { waitForIt, doubled };
