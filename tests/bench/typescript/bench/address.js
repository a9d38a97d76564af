/** Where a channel goes to. */
export function target(address) {
  return address.replace(/^http:\/\//, "");
}
