function impure() {
  return $input.all().length;
}
if (typeof module !== "undefined") module.exports = { impure };
