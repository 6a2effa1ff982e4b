export function strayFile(items) {
  return items.length;
}
